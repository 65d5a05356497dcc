// ResponseGate: which responses go on, at any cut of the stream.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ResponseGate } from './response-gate.ts';

const PRODUCE = 0;
const METADATA = 3;

function frame(...parts: readonly (readonly [number, 2 | 4])[]): Buffer {
  const body = Buffer.concat(
    parts.map(([value, width]) => {
      const bytes = Buffer.alloc(width);
      if (width === 2) bytes.writeInt16BE(value);
      else bytes.writeInt32BE(value);
      return bytes;
    }),
  );
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

const request = (apiKey: number, correlationId: number): Buffer =>
  frame([apiKey, 2], [9, 2], [correlationId, 4], [-1, 2]);
const response = (correlationId: number, words: number): Buffer =>
  frame([correlationId, 4], ...Array.from({ length: words }, (): readonly [number, 4] => [correlationId, 4]));

/** Cuts bytes at the given places (any numbers: taken modulo the length). */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  let from = 0;
  return ends.map((end) => {
    const piece = bytes.subarray(from, end);
    from = end;
    return piece;
  });
}

test('WAN-9: of a stream cut anywhere exactly the bytes before the first swallowed response go on', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(PRODUCE, METADATA), fc.nat(5)), { maxLength: 12 }),
      fc.array(fc.nat(400), { maxLength: 30 }),
      fc.array(fc.nat(400), { maxLength: 30 }),
      (calls, requestCuts, responseCuts) => {
        const gate = new ResponseGate();
        for (const piece of cut(Buffer.concat(calls.map(([key], id) => request(key, id))), requestCuts))
          gate.request(piece);
        const responses = calls.map(([, words], id) => response(id, words));
        const passed: Uint8Array[] = [];
        for (const piece of cut(Buffer.concat(responses), responseCuts))
          passed.push(...gate.response(piece, new Set([PRODUCE])));

        const first = calls.findIndex(([key]) => key === PRODUCE);
        assert.equal(gate.swallowing, first !== -1);
        assert.deepEqual(Buffer.concat(passed), Buffer.concat(first === -1 ? responses : responses.slice(0, first)));
      },
    ),
  );
});

test('with nothing to swallow every byte passes at once, also the first half of a header', () => {
  const gate = new ResponseGate();
  gate.request(request(PRODUCE, 7));
  const bytes = response(7, 1);
  const passed = [gate.response(bytes.subarray(0, 3), new Set()), gate.response(bytes.subarray(3), new Set([PRODUCE]))];

  assert.deepEqual(Buffer.concat(passed.flat()), bytes, 'a response that has begun to pass passes whole');
});

test('a stream that is not Kafka in plaintext is opaque and passes', () => {
  const hello = Buffer.from('16030100f0010000ec0303', 'hex');
  const gate = new ResponseGate();
  gate.request(hello);

  assert.equal(gate.opaque, true);
  assert.deepEqual(gate.response(hello, new Set([PRODUCE])), [hello]);
});

test('any bytes at all: never an error, and nothing is invented', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.array(fc.uint8Array({ maxLength: 40 })), (out, back) => {
      const gate = new ResponseGate();
      for (const chunk of out) gate.request(chunk);
      const passed = back.flatMap((chunk) => [...gate.response(chunk, new Set([PRODUCE, METADATA]))]);

      const all = Buffer.concat(back);
      const through = Buffer.concat(passed);
      assert.deepEqual(through, all.subarray(0, through.length));
    }),
  );
});
