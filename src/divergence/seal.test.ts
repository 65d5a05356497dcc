// Tests of sealed frames.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTideError } from '../base/core.ts';
import { Opener, Sealer, keyIdOf } from './seal.ts';

const KEY = Buffer.alloc(32, 7);
const SALT = Buffer.alloc(16, 3);
const NAME = 'orders-0.batches';

function sealed(chunks: readonly Buffer[], key = KEY, salt = SALT, name = NAME): Buffer {
  const sealer = new Sealer(key, salt, name);
  return Buffer.concat([sealer.head, ...chunks.flatMap((chunk) => sealer.seal(chunk)), ...sealer.end()]);
}

function opened(bytes: Buffer, chunkBytes: number, key = KEY, name = NAME): Buffer {
  const opener = new Opener(key, name);
  const plain: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) plain.push(...opener.open(bytes.subarray(at, at + chunkBytes)));
  opener.end();
  return Buffer.concat(plain);
}

function refused(work: () => unknown): void {
  assert.throws(work, (error: unknown) => isTideError(error) && error.code === 'TIDE_DIVERGENCE_SEAL');
}

const chunks = fc.array(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 6 },
);

test('what is sealed opens to the same bytes, however it is cut', () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 300 }), (parts, chunkBytes) => {
      assert.deepEqual(opened(sealed(parts), chunkBytes), Buffer.concat(parts));
    }),
  );
});

test('DIV-4 one changed byte, a missing end or something behind it is refused', () => {
  fc.assert(
    fc.property(chunks, fc.nat(), fc.integer({ min: 1, max: 255 }), (parts, where, change) => {
      const bytes = sealed(parts);
      const altered = Buffer.from(bytes);
      altered[where % bytes.length]! ^= change;
      refused(() => opened(altered, 64));
      refused(() => opened(bytes.subarray(0, where % bytes.length), 64));
      refused(() => opened(Buffer.concat([bytes, Buffer.from([change])]), 64));
    }),
  );
});

test('DIV-4 frames cannot be dropped, repeated or moved, nor files swapped', () => {
  const [one, two] = [Buffer.alloc(10, 1), Buffer.alloc(10, 2)];
  const bytes = sealed([one, two]);
  const head = bytes.subarray(0, 25);
  const frame = (i: number): Buffer => bytes.subarray(25 + i * 31, 25 + (i + 1) * 31);
  const last = bytes.subarray(25 + 2 * 31);

  assert.deepEqual(opened(Buffer.concat([head, frame(0), frame(1), last]), 1000), Buffer.concat([one, two]));
  refused(() => opened(Buffer.concat([head, frame(0), last]), 1000));
  refused(() => opened(Buffer.concat([head, frame(1), frame(0), last]), 1000));
  refused(() => opened(Buffer.concat([head, frame(0), frame(0), frame(1), last]), 1000));
  refused(() => opened(Buffer.concat([head, frame(0), frame(1)]), 1000));
  refused(() => opened(bytes, 1000, KEY, 'orders-1.batches'));
});

test('another key opens nothing, and its id says which it is without saying what it is', () => {
  const other = Buffer.alloc(32, 8);

  refused(() => opened(sealed([Buffer.from('x')]), 1000, other));
  assert.notEqual(keyIdOf(other), keyIdOf(KEY));
  assert.match(keyIdOf(KEY), /^[0-9a-f]{8}$/);
});

test('large content is cut into frames of bounded size', () => {
  const large = Buffer.alloc(3_000_000, 5);

  assert.deepEqual(opened(sealed([large]), 1 << 20), large);
});
