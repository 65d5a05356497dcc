// Damaged batches: cut, flipped, oversize, old, hostile. The end is a right result or an error with a code; never a crash, never a wrong append.
import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { isTideError } from '../../base/core.ts';
import {
  NO_PRODUCER,
  canCoalesce,
  coalesceBatches,
  decodeRecords,
  denseBatch,
  encodeBatch,
  isControl,
  isSparse,
  nextOffsetOf,
  readBatchHeader,
  sliceBatch,
  stampBatch,
  walkBatches,
} from '../core.ts';
import type { BatchHeader, DecodedRecord } from '../core.ts';
import { decompress } from './compression.ts';
import { recomputed, records } from './fixtures/batches.ts';
import { javaBatches } from './fixtures/java-batches.ts';

const java = javaBatches.filter(({ count }) => count === 40);

/** Base offset, length, leader epoch, magic: the 17 bytes that no CRC covers. */
const LENGTH_AT = 8;
const EPOCH_AT = 12;
const MAGIC_AT = 16;

/** The result, or undefined for an error with a code; anything else fails the test. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(isTideError(error), `not an error of ours: ${String(error)}`);
    assert.match(error.code, /^TIDE_WIRE_BATCH_/);
    return undefined;
  }
}

function withoutOffset(record: DecodedRecord): DecodedRecord {
  return { ...record, offset: 0 };
}

function readAll(bytes: Buffer): DecodedRecord[] | undefined {
  return attempt(() => [...walkBatches(bytes)].flatMap((header) => decodeRecords(bytes, header)));
}

for (const { name, bytes } of java) {
  test(`${name}: a flipped bit anywhere is an error, or changes nothing that matters`, () => {
    const good = decodeRecords(bytes, readBatchHeader(bytes, 0));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const at = bit >> 3;
      const bad = Buffer.from(bytes);
      bad[at]! ^= 1 << (bit & 7);

      const found = readAll(bad);

      if (found === undefined) continue;
      // A longer length makes the batch look cut; a shorter one fails at the CRC.
      if (at >= LENGTH_AT && at < EPOCH_AT) assert.deepEqual(found, []);
      else if (at >= EPOCH_AT && at < MAGIC_AT) assert.deepEqual(found, good);
      else {
        assert.ok(at < LENGTH_AT, `the flipped bit ${bit} was believed`);
        assert.deepEqual(found.map(withoutOffset), good.map(withoutOffset));
      }
    }
  });

  test(`${name}: a batch cut anywhere gives nothing`, () => {
    for (let bytesLeft = 0; bytesLeft < bytes.length; bytesLeft++) {
      const cut = bytes.subarray(0, bytesLeft);
      assert.deepEqual([...walkBatches(cut)], []);
      if (bytesLeft < 61) assert.throws(() => readBatchHeader(cut, 0), { code: 'TIDE_WIRE_BATCH_CUT' });
      else {
        const header = readBatchHeader(cut, 0);
        for (const work of [
          () => decodeRecords(cut, header),
          () => stampBatch(cut, header, NO_PRODUCER),
          () => coalesceBatches([{ buffer: cut, header: { ...header, attributes: 0 } }], NO_PRODUCER),
        ])
          assert.throws(work, { code: 'TIDE_WIRE_BATCH_CUT' });
      }
    }
  });
}

/** Whatever is made of a batch says what the batch said. */
function requireFaithful(bytes: Buffer, header: BatchHeader, found: readonly DecodedRecord[] | undefined): void {
  const landed = (batch: Buffer, offset: number): DecodedRecord[] | undefined =>
    attempt(() => decodeRecords(batch, { ...readBatchHeader(batch, 0), baseOffset: offset }, 'create'));
  if (canCoalesce(header)) {
    const one = attempt(() => coalesceBatches([{ buffer: bytes, header }], NO_PRODUCER));
    if (one !== undefined && found !== undefined) assert.deepEqual(landed(one, header.baseOffset), found);
  }
  if (isControl(header)) return;
  const middle = header.baseOffset + Math.floor(header.lastOffsetDelta / 2);
  const rear = attempt(() => sliceBatch(bytes, header, middle, NO_PRODUCER));
  const rising = found?.every((record, index) => index === 0 || record.offset > found[index - 1]!.offset) === true;
  if (rear !== undefined && rising)
    assert.deepEqual(
      landed(rear, middle),
      found.filter((record) => record.offset >= middle),
    );
  if (header.lastOffsetDelta > 2000) return;
  const dense = attempt(() => denseBatch(bytes, header, { from: header.baseOffset }, NO_PRODUCER));
  if (dense !== undefined && found !== undefined) assert.deepEqual(landed(dense, header.baseOffset), found);
}

test('records that a producer wrote wrongly, under a right CRC, end in a code or in the same records everywhere', () => {
  let read = 0;
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
  const uncompressed = records.map((list) =>
    encodeBatch({ records: list, codec: 'none', stamp: NO_PRODUCER, baseOffset: list[0]!.offset }),
  );
  const any = fc.oneof({ weight: 4, arbitrary: uncompressed }, fc.constantFrom(...java.map(({ bytes }) => bytes)));
  fc.assert(
    fc.property(any, fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (batch, changes, header) => {
      const bad = Buffer.from(batch);
      const from = header ? 21 : 61;
      for (const { at, byte } of changes) bad[from + (at % (bad.length - from))] = byte;
      recomputed(bad);

      const seen = attempt(() => readBatchHeader(bad, 0));
      if (seen === undefined) return;
      const found = attempt(() => decodeRecords(bad, seen, 'create'));
      if (found !== undefined) read++;
      requireFaithful(bad, seen, found);
    }),
    { numRuns: 4000 },
  );
  assert.ok(read > 400, `only ${read} damaged batches were readable: the test compares too little`);
});

test('any bytes are walked and decoded to an end', () => {
  const headed = fc
    .tuple(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: -10, max: 300 }),
      fc.constantFrom(0, 1, 2, 2, 2, 3, 255),
    )
    .map(([array, length, magic]) => {
      const bytes = Buffer.concat([Buffer.alloc(17), Buffer.from(array)]);
      bytes.writeInt32BE(length, LENGTH_AT);
      bytes[MAGIC_AT] = magic;
      return bytes;
    });
  fc.assert(
    fc.property(
      fc.oneof(
        headed,
        fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      ),
      (bytes) => {
        readAll(bytes);
      },
    ),
    { numRuns: 2000 },
  );
});

test('lengths that cannot be, and old message formats, are refused by name', () => {
  const { bytes } = java[0]!;
  for (const length of [-1, 0, 48, -(2 ** 31), 2 ** 31 - 1, 104_857_600]) {
    const bad = Buffer.from(bytes);
    bad.writeInt32BE(length, LENGTH_AT);
    assert.throws(() => [...walkBatches(bad)], { code: 'TIDE_WIRE_BATCH_LENGTH' });
  }
  for (const magic of [0, 1, 3, 255]) {
    const old = Buffer.from(bytes);
    old[MAGIC_AT] = magic;
    assert.throws(() => [...walkBatches(old)], { code: 'TIDE_WIRE_BATCH_MAGIC' });
  }
  // An old message may be shorter than the header of a batch.
  const short = Buffer.from('000000000000000000000016deadbeef01000000000000000000ffffffff0000000141', 'hex');
  short[MAGIC_AT] = 1;
  assert.throws(() => [...walkBatches(short)], { code: 'TIDE_WIRE_BATCH_MAGIC' });
});

test('impossible counts and offsets in a header are refused before anything is allocated', () => {
  const { bytes } = java[0]!;
  const withField = (write: (copy: Buffer) => void): (() => unknown) => {
    const copy = Buffer.from(bytes);
    write(copy);
    recomputed(copy);
    return () => readAllOrThrow(copy);
  };
  const refused = { code: 'TIDE_WIRE_BATCH_HEADER' };
  assert.throws(
    withField((copy) => copy.writeInt32BE(-1, 57)),
    refused,
  );
  assert.throws(
    withField((copy) => copy.writeInt32BE(41, 57)),
    refused,
  );
  assert.throws(
    withField((copy) => copy.writeInt32BE(-1, 23)),
    refused,
  );
  assert.throws(
    withField((copy) => copy.writeBigInt64BE(-5n, 0)),
    refused,
  );
  assert.throws(
    withField((copy) => copy.writeBigInt64BE(2n ** 62n, 0)),
    refused,
  );
  const many = withField((copy) => {
    copy.writeInt32BE(2 ** 31 - 1, 23);
    copy.writeInt32BE(2 ** 31 - 1, 57);
  });
  assert.throws(many, { code: 'TIDE_WIRE_BATCH_RECORD' });
  assert.throws(
    withField((copy) => copy.writeInt16BE(5, 21)),
    { code: 'TIDE_WIRE_BATCH_CODEC' },
  );
  assert.throws(
    withField((copy) => copy.writeBigInt64BE(2n ** 63n - 1n, 27)),
    { code: 'TIDE_WIRE_BATCH_NUMBER' },
  );
});

function readAllOrThrow(bytes: Buffer): unknown {
  return [...walkBatches(bytes)].map((header) => decodeRecords(bytes, header));
}

test('timestamps that cannot be computed with are refused, never rounded, and the batch can still be stamped', () => {
  const batch = Buffer.from(java[0]!.bytes);
  batch.writeBigInt64BE(2n ** 63n - 1n, 27);
  batch.writeBigInt64BE(2n ** 63n - 1n, 35);
  recomputed(batch);
  const header = readBatchHeader(batch, 0);
  assert.equal(canCoalesce(header), false);
  stampBatch(batch, header, NO_PRODUCER);
  for (const work of [
    () => decodeRecords(batch, header),
    () => sliceBatch(batch, header, header.baseOffset + 1, NO_PRODUCER),
    () => denseBatch(batch, header, { from: header.baseOffset }, NO_PRODUCER),
  ])
    assert.throws(work, { code: 'TIDE_WIRE_BATCH_NUMBER' });

  // A delta of 2^60 in the record itself.
  const record = Buffer.from('2000808080808080808020000101000000', 'hex');
  const whole = Buffer.concat([batch.subarray(0, 61), record]);
  whole[61] = (record.length - 1) * 2;
  whole.writeInt32BE(whole.length - 12, LENGTH_AT);
  whole.writeBigInt64BE(0n, 27);
  whole.writeBigInt64BE(0n, 35);
  whole.writeInt32BE(0, 23);
  whole.writeInt32BE(1, 57);
  recomputed(whole);
  const seen = readBatchHeader(whole, 0);
  assert.equal(isSparse(seen), false);
  for (const work of [
    () => decodeRecords(whole, seen),
    () => coalesceBatches([{ buffer: whole, header: seen }], NO_PRODUCER),
    () => sliceBatch(whole, seen, nextOffsetOf(seen) - 1, NO_PRODUCER),
  ])
    assert.throws(work, { code: 'TIDE_WIRE_BATCH_NUMBER' });
});

test('compressed data that grows beyond the bound is refused, whatever it announces', () => {
  const zeros = Buffer.alloc(3_000_000);
  const most = 1_000_000;
  // One block: a literal, and a match of 2,040,000 bytes one byte back; then the last literal.
  const block = Buffer.concat([Buffer.from('1f610100', 'hex'), Buffer.alloc(8000, 255), Buffer.from('001062', 'hex')]);
  const blockBytes = Buffer.alloc(4);
  blockBytes.writeUInt32LE(block.length);
  const lz4 = Buffer.concat([Buffer.from('04224d18607000', 'hex'), blockBytes, block, Buffer.alloc(4)]);
  const bombs = {
    gzip: gzipSync(zeros),
    zstd: zstdCompressSync(zeros),
    // Announces 2^31 bytes.
    snappy: Buffer.from('8080808008000000', 'hex'),
    lz4,
  } as const;
  for (const [codec, bomb] of Object.entries(bombs))
    assert.throws(() => decompress(codec as keyof typeof bombs, bomb, most), { code: 'TIDE_WIRE_BATCH_LARGE' });
  assert.equal(decompress('lz4', lz4, 3_000_000).length, 1 + 15 + 4 + 255 * 8000 + 1);
});

test('damaged snappy and lz4 data end in a code or in bytes, within their bound', () => {
  for (const codec of ['snappy', 'lz4'] as const) {
    const packed = java.find(({ name }) => name === codec)!.bytes.subarray(61);
    const whole = decompress(codec, packed).length;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        (changes, cut) => {
          const bad = Buffer.from(packed.subarray(0, cut % 3 === 0 ? cut % packed.length : packed.length));
          for (const [at, byte] of changes) if (bad.length > 0) bad[at % bad.length] = byte;
          const found = attempt(() => decompress(codec, bad, 4 * whole));
          assert.ok(found === undefined || found.length <= 4 * whole);
        },
      ),
      { numRuns: 2000 },
    );
  }
});
