// Wire: frames from a stream cut anywhere, headers, and any garbage.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isTideError } from '../base/core.ts';
import {
  API_KEYS,
  FrameSplitter,
  FrameWalker,
  apiName,
  apiOfName,
  encodeApiVersionsRequest,
  parseRequestHeader,
  parseResponseHeader,
  readInt32,
  requestHeaderVersion,
  responseHeaderVersion,
} from './core.ts';

function framed(body: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  let from = 0;
  return ends.map((end) => {
    const piece = bytes.subarray(from, end);
    from = end;
    return piece;
  });
}

const bodies = fc.array(fc.uint8Array({ minLength: 4, maxLength: 60 }), { maxLength: 20 });
const places = fc.array(fc.nat(2000), { maxLength: 40 });

test('splitting at random places gives the same frames', () => {
  fc.assert(
    fc.property(bodies, places, (messages, at) => {
      const splitter = new FrameSplitter();
      const stream = Buffer.concat(messages.map(framed));
      const frames = cut(stream, at).flatMap((piece) => splitter.push(piece));

      assert.deepEqual(
        frames.map((frame) => [...frame]),
        messages.map((message) => [...message]),
      );
      assert.equal(splitter.heldBytes, 0);
    }),
  );
});

test('a frame that lies in one chunk is not copied', () => {
  const chunk = framed(Buffer.from('a message'));
  const [frame] = new FrameSplitter().push(chunk);
  assert.equal(frame?.buffer, chunk.buffer);
});

test('a negative, a tiny and an oversize length break the splitter for good', () => {
  for (const size of [-1, -2147483648, 3, 1001, 2147483647]) {
    const splitter = new FrameSplitter({ maxFrameBytes: 1000 });
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(size);
    assert.throws(() => splitter.push(bytes), { code: 'TIDE_WIRE_FRAME_SIZE' });
    assert.throws(() => splitter.push(framed(Buffer.from('good'))), { code: 'TIDE_WIRE_FRAME_SIZE' });
  }
});

test('any bytes give frames or an error of ours, and never hold more than one frame', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
      const splitter = new FrameSplitter({ maxFrameBytes: 300, minFrameBytes: 0 });
      try {
        for (const chunk of chunks) {
          splitter.push(chunk);
          assert.ok(splitter.heldBytes <= 300);
        }
      } catch (error) {
        assert.ok(isTideError(error), String(error));
      }
    }),
  );
});

test('the walker sees the same frames without holding them', () => {
  fc.assert(
    fc.property(bodies, places, (messages, at) => {
      const walker = new FrameWalker(4);
      const starts: [number, number][] = [];
      let ends = 0;
      for (const piece of cut(Buffer.concat(messages.map(framed)), at)) {
        for (let offset = 0; offset < piece.length; ) {
          const { taken, start, end } = walker.step(piece, offset);
          offset += taken;
          if (start !== undefined) starts.push([start.size, readInt32(start.head, 0)]);
          if (end) ends++;
        }
      }
      assert.deepEqual(
        starts,
        messages.map((message) => [message.length, readInt32(message, 0)]),
      );
      assert.equal(ends, messages.length);
      assert.equal(walker.atBoundary, true);
    }),
  );
});

test('an ApiVersions request reads back as itself', () => {
  const [message] = new FrameSplitter().push(encodeApiVersionsRequest(-5, 'tideover'));
  assert.deepEqual(parseRequestHeader(message!), {
    apiKey: 18,
    apiVersion: 0,
    correlationId: -5,
    clientId: 'tideover',
    headerVersion: 1,
    bodyOffset: message!.length,
  });
});

test('a flexible header ends behind its tagged fields', () => {
  const head = Buffer.from('0000000b00000007ffff', 'hex');
  const tagged = Buffer.from('0205020a0b8001010c', 'hex');
  const header = parseRequestHeader(Buffer.concat([head, tagged, Buffer.from('body')]));
  assert.deepEqual([header.headerVersion, header.clientId, header.bodyOffset], [2, null, head.length + tagged.length]);

  assert.deepEqual(parseResponseHeader(Buffer.from('0000000700', 'hex'), 0, 11), {
    correlationId: 7,
    headerVersion: 1,
    bodyOffset: 5,
  });
  assert.deepEqual(parseResponseHeader(Buffer.from('0000000700', 'hex'), 18, 4), {
    correlationId: 7,
    headerVersion: 0,
    bodyOffset: 4,
  });
});

test('headers of any bytes are read or refused with an error of ours', () => {
  const prefix = fc.constantFrom(
    '',
    '0000000d00000001',
    '0012000300000001',
    '000000090000000100',
    '00000009000000010000',
  );
  fc.assert(
    fc.property(prefix, fc.uint8Array({ maxLength: 30 }), (known, rest) => {
      const bytes = Buffer.concat([Buffer.from(known, 'hex'), rest]);
      for (const parse of [() => parseRequestHeader(bytes), () => parseResponseHeader(bytes, 0, 13)]) {
        try {
          assert.ok(parse().bodyOffset <= bytes.length);
        } catch (error) {
          assert.ok(isTideError(error), String(error));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('the table of API keys has 93 rows in order, each name once', () => {
  assert.deepEqual(
    API_KEYS.map((api) => api.key),
    Array.from({ length: 93 }, (_, key) => key),
  );
  assert.equal(new Set(API_KEYS.map((api) => api.name)).size, 93);
  assert.equal(apiName(0), 'Produce');
  assert.equal(apiName(999), 'ApiKey(999)');
  assert.equal(apiOfName('fetch')?.key, 1);
  assert.deepEqual([requestHeaderVersion(0, 8), requestHeaderVersion(0, 9), requestHeaderVersion(17, 1)], [1, 2, 1]);
  assert.deepEqual(
    [responseHeaderVersion(1, 11), responseHeaderVersion(1, 12), responseHeaderVersion(18, 3)],
    [0, 1, 0],
  );
});
