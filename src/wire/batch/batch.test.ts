// Record batches: what is written is read back, stamps keep CRCs right, coalescing and cutting keep every record.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  NO_PRODUCER,
  anchorBatch,
  canCoalesce,
  coalesceBatches,
  codecOf,
  crcOk,
  decodeRecords,
  denseBatch,
  encodeBatch,
  hasDeleteHorizon,
  hiddenFiller,
  isSparse,
  lastSequenceOf,
  nextOffsetOf,
  readBatchHeader,
  sequenceAt,
  sliceBatch,
  stampBatch,
  visibleFiller,
  walkBatches,
} from '../core.ts';
import type { BatchHeader, BatchStamp, DecodedRecord } from '../core.ts';
import { batchesOf, denseRecords, records, restamped, stamps, withBits } from './fixtures/batches.ts';

const STAMP: BatchStamp = { producerId: 0x4000_0000_0abc_0000n, producerEpoch: 3, baseSequence: 77 };
const LOG_APPEND_TIME = 1 << 3;
const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;
const DELETE_HORIZON = 1 << 6;

const headerOf = (batch: Buffer): BatchHeader => readBatchHeader(batch, 0);

/** The records of a batch that a log has put at an offset. */
function landedAt(batch: Buffer, offset: number): DecodedRecord[] {
  return decodeRecords(batch, { ...headerOf(batch), baseOffset: offset });
}

function encoded(list: readonly DecodedRecord[], codec: 'none' | 'gzip' | 'zstd' = 'none'): Buffer {
  return encodeBatch({ records: list, codec, stamp: NO_PRODUCER, baseOffset: list[0]!.offset });
}

test('decoding gives back what was encoded, with every codec', () => {
  fc.assert(
    fc.property(records, fc.constantFrom('none', 'gzip', 'zstd'), stamps, (list, codec, stamp) => {
      const batch = encodeBatch({ records: list, codec, stamp, baseOffset: list[0]!.offset });
      const header = headerOf(batch);

      assert.deepEqual(decodeRecords(batch, header), list);
      assert.equal(codecOf(header), codec);
      assert.deepEqual([header.bytes, header.count, header.leaderEpoch], [batch.length, list.length, -1]);
      assert.equal(nextOffsetOf(header), list.at(-1)!.offset + 1);
      assert.equal(header.maxTimestamp, Math.max(...list.map((record) => record.timestamp)));
      assert.deepEqual([header.producerId, header.producerEpoch, header.baseSequence], Object.values(stamp));
    }),
  );
});

test('a stamp moves the CRC to what a full computation gives, whatever stood there before', () => {
  fc.assert(
    fc.property(denseRecords, stamps, stamps, fc.nat(127), (list, before, after, bits) => {
      const batch = withBits(encodeBatch({ records: list, codec: 'none', stamp: before, baseOffset: 5 }), bits & ~7);
      const payload = Buffer.from(batch.subarray(57));

      stampBatch(batch, headerOf(batch), after);

      const header = headerOf(batch);
      assert.equal(crcOk(batch, header), true);
      assert.deepEqual([header.producerId, header.producerEpoch, header.baseSequence], Object.values(after));
      assert.deepEqual([header.baseOffset, header.leaderEpoch], [0, -1]);
      assert.equal(header.attributes, bits & ~7 & ~LOG_APPEND_TIME & ~TRANSACTIONAL);
      assert.deepEqual(batch.subarray(57), payload);
    }),
  );
});

test('a stamp in the middle of a buffer leaves its neighbours alone', () => {
  const one = encoded([{ offset: 9, timestamp: 1, key: null, value: Buffer.from('v'), headers: [] }]);
  const buffer = Buffer.concat([one, one, one]);

  stampBatch(buffer, readBatchHeader(buffer, one.length), STAMP);

  assert.deepEqual(buffer.subarray(0, one.length), one);
  assert.deepEqual(buffer.subarray(2 * one.length), one);
  assert.equal(crcOk(buffer, readBatchHeader(buffer, one.length)), true);
});

test('a batch that was damaged before its stamp is still seen as damaged after it', () => {
  const batch = encoded([{ offset: 9, timestamp: 1, key: null, value: Buffer.alloc(100), headers: [] }]);
  batch[120]! ^= 4;
  stampBatch(batch, headerOf(batch), STAMP);
  assert.equal(crcOk(batch, headerOf(batch)), false);
});

test('coalesced batches hold the same records at the same offsets and times, ready for Produce', () => {
  fc.assert(
    fc.property(batchesOf(denseRecords), stamps, (lists, stamp) => {
      const parts = lists.map((list) => encoded(list));
      const buffer = Buffer.concat([Buffer.from('lead'), ...parts]);
      let at = 4;
      const batches = parts.map((part) => {
        const header = readBatchHeader(buffer, at);
        at += part.length;
        return { buffer, header };
      });

      const one = coalesceBatches(batches, stamp);

      const header = headerOf(one);
      assert.equal(crcOk(one, header), true);
      assert.deepEqual([header.baseOffset, header.leaderEpoch, isSparse(header)], [0, -1, false]);
      assert.deepEqual([header.producerId, header.producerEpoch, header.baseSequence], Object.values(stamp));
      assert.equal(header.maxTimestamp, Math.max(...lists.flat().map((record) => record.timestamp)));
      assert.deepEqual(landedAt(one, lists[0]![0]!.offset), lists.flat());
      // What the arithmetic gave is what an encoder gives for the same records.
      assert.deepEqual(one, encodeBatch({ records: lists.flat(), codec: 'none', stamp }));
    }),
    { numRuns: 300 },
  );
});

test('coalescing writes into the room it is given, and takes its own when that is too small', () => {
  const list = Array.from({ length: 200 }, (_, index) => ({
    offset: 1000 + index,
    timestamp: 5_000_000_000_000 - index,
    key: null,
    value: Buffer.alloc(index),
    headers: [],
  }));
  const batches = list.map((record) => {
    const buffer = encoded([record]);
    return { buffer, header: headerOf(buffer) };
  });
  const room = Buffer.alloc(1_000_000, 255);

  const inRoom = coalesceBatches(batches, STAMP, room);
  const own = coalesceBatches(batches, STAMP, Buffer.alloc(100));

  assert.equal(inRoom.buffer, room.buffer);
  assert.deepEqual(inRoom, own);
  assert.deepEqual(landedAt(own, 1000), list);
});

test('coalescing refuses compressed, sparse and control batches, holes between batches, and damage', () => {
  const at = (offset: number): Buffer =>
    encoded([{ offset, timestamp: 1, key: null, value: Buffer.alloc(20), headers: [] }]);
  const both = (one: Buffer, two: Buffer): (() => void) => {
    const batches = [one, two].map((buffer) => ({ buffer, header: headerOf(buffer) }));
    return () => coalesceBatches(batches, STAMP);
  };
  const sparse = encoded([1, 3].map((offset) => ({ offset, timestamp: 1, key: null, value: null, headers: [] })));
  const zstd = encoded([{ offset: 1, timestamp: 1, key: null, value: null, headers: [] }], 'zstd');

  for (const odd of [sparse, zstd, withBits(at(1), CONTROL)]) {
    assert.equal(canCoalesce(headerOf(odd)), false);
    assert.throws(both(at(0), odd), { code: 'TIDE_WIRE_BATCH_COALESCE' });
  }
  assert.throws(both(at(0), at(2)), { code: 'TIDE_WIRE_BATCH_COALESCE' });
  assert.throws(both(at(1), at(1)), { code: 'TIDE_WIRE_BATCH_COALESCE' });
  const damaged = at(1);
  damaged[75]! ^= 1;
  assert.throws(both(at(0), damaged), { code: 'TIDE_WIRE_BATCH_CRC' });
  assert.doesNotThrow(both(at(0), at(1)));
});

test('LogAppendTime: consumers see the append time, the mirror gets the producers times back', () => {
  const list = [7, 3, 5].map((timestamp, index) => ({ offset: index, timestamp, key: null, value: null, headers: [] }));
  const create = encoded(list);
  // What a broker does: bit 3, and its own time as the latest.
  create.writeBigInt64BE(1_700_000_000_000n, 35);
  const appended = withBits(create, LOG_APPEND_TIME);

  assert.deepEqual(
    decodeRecords(appended, headerOf(appended)).map((record) => record.timestamp),
    [1_700_000_000_000, 1_700_000_000_000, 1_700_000_000_000],
  );
  assert.deepEqual(decodeRecords(appended, headerOf(appended), 'create'), list);

  const one = coalesceBatches([{ buffer: appended, header: headerOf(appended) }], STAMP);
  assert.deepEqual(landedAt(one, 0), list);
  assert.equal(headerOf(one).maxTimestamp, 7);
});

test('the delete horizon survives a stamp and a cut, and is not spread by coalescing', () => {
  const list = [0, 1].map((offset) => ({ offset, timestamp: 9, key: null, value: null, headers: [] }));
  const batch = withBits(encoded(list), DELETE_HORIZON);

  assert.equal(hasDeleteHorizon(headerOf(sliceBatch(batch, headerOf(batch), 1, STAMP))), true);
  assert.equal(hasDeleteHorizon(headerOf(coalesceBatches([{ buffer: batch, header: headerOf(batch) }], STAMP))), false);
  stampBatch(batch, headerOf(batch), STAMP);
  assert.equal(hasDeleteHorizon(headerOf(batch)), true);
});

test('a slice holds the records from its offset on', () => {
  fc.assert(
    fc.property(records, fc.constantFrom('none', 'gzip', 'zstd'), fc.nat(), stamps, (list, codec, where, stamp) => {
      const batch = encoded(list, codec);
      const header = headerOf(batch);
      const from = header.baseOffset + (where % (header.lastOffsetDelta + 1));

      const rear = sliceBatch(batch, header, from, stamp);

      assert.deepEqual(
        landedAt(rear, from),
        list.filter((record) => record.offset >= from),
      );
      assert.equal(codecOf(headerOf(rear)), codec);
      assert.deepEqual(
        [headerOf(rear).baseOffset, headerOf(rear).lastOffsetDelta],
        [0, header.lastOffsetDelta - (from - header.baseOffset)],
      );
    }),
  );
});

test('a dense batch takes every offset and delivers what the sparse one did', () => {
  fc.assert(
    fc.property(records, fc.nat(20), fc.nat(20), fc.nat(), (list, before, behind, where) => {
      const batch = encoded(list, 'zstd');
      const header = headerOf(batch);
      const from =
        where % 2 === 0
          ? Math.max(0, header.baseOffset - before)
          : header.baseOffset + (where % (header.lastOffsetDelta + 1));
      const to = nextOffsetOf(header) + behind;

      const dense = denseBatch(batch, header, { from, to, keyed: where % 3 === 0 }, STAMP);

      const made = headerOf(dense);
      assert.deepEqual([isSparse(made), made.count, codecOf(made)], [false, to - from, 'none']);
      assert.deepEqual(
        landedAt(dense, from),
        list.filter((record) => record.offset >= from),
      );
      // Hidden records stay hidden, and places stay places, through everything that is done to batches.
      const again = { ...made, baseOffset: from };
      const shorter = sliceBatch(dense, again, to - 1, STAMP);
      assert.deepEqual(
        [headerOf(shorter).count, landedAt(shorter, to - 1).length],
        [1, list.some((record) => record.offset === to - 1) ? 1 : 0],
      );
      const lead = encoded([{ offset: from, timestamp: 0, key: null, value: null, headers: [] }]);
      const both = coalesceBatches(
        [
          { buffer: lead, header: headerOf(lead) },
          { buffer: dense, header: { ...made, baseOffset: from + 1 } },
        ],
        STAMP,
      );
      assert.equal(landedAt(both, from).length, 1 + landedAt(dense, from).length);
    }),
  );
});

test('a hidden filler takes its offsets and delivers nothing', () => {
  for (const count of [1, 2, 300, 65_536]) {
    const batch = hiddenFiller({ count, timestamp: 1_700_000_000_000, stamp: STAMP });
    const header = headerOf(batch);
    assert.deepEqual(
      [header.count, nextOffsetOf(header), header.attributes, crcOk(batch, header)],
      [count, count, 0, true],
    );
    assert.deepEqual(decodeRecords(batch, header), []);
    assert.ok(batch.length < 1_048_588);
  }
  // Offset delta -2^30 is the varint ff ff ff ff 07; null key, null value, no headers.
  assert.equal(
    hiddenFiller({ count: 1, timestamp: 0, stamp: STAMP }).subarray(61).toString('hex'),
    '140000ffffffff07010100',
  );
});

test('a visible filler is 100,000 old empty records in 0.6 bytes each, an anchor one of now', () => {
  const batch = visibleFiller({ count: 100_000, stamp: STAMP });
  assert.ok(batch.length < 65_000, `${batch.length} bytes`);
  const list = decodeRecords(batch, headerOf(batch));
  assert.equal(list.length, 100_000);
  assert.deepEqual(list.at(-1), { offset: 99_999, timestamp: 1, key: null, value: null, headers: [] });

  const next = visibleFiller({ count: 100_000, stamp: { ...STAMP, baseSequence: 100_077 } });
  assert.deepEqual([headerOf(next).baseSequence, crcOk(next, headerOf(next))], [100_077, true]);
  assert.deepEqual([headerOf(batch).baseSequence, codecOf(headerOf(batch))], [77, 'zstd']);

  const keyed = visibleFiller({ count: 7, stamp: STAMP, key: Buffer.from('k') });
  assert.deepEqual(
    decodeRecords(keyed, headerOf(keyed)).map((record) => String(record.key)),
    Array.from({ length: 7 }, () => 'k'),
  );

  const anchor = anchorBatch({ timestamp: 1_700_000_000_000, stamp: STAMP });
  assert.deepEqual(landedAt(anchor, 5), [
    { offset: 5, timestamp: 1_700_000_000_000, key: null, value: null, headers: [] },
  ]);
});

test('sequences wrap at 2^31, also inside a batch', () => {
  assert.deepEqual([0, 2 ** 31 - 1, 2 ** 31, 2 ** 33 + 5].map(sequenceAt), [0, 2 ** 31 - 1, 0, 5]);
  const list = Array.from({ length: 10 }, (_, index) => ({
    offset: 2 ** 31 - 4 + index,
    timestamp: 0,
    key: null,
    value: null,
    headers: [],
  }));
  const batch = encoded(list);
  const header = headerOf(batch);
  stampBatch(batch, header, { ...STAMP, baseSequence: sequenceAt(header.baseOffset) });

  const stamped = headerOf(batch);
  assert.deepEqual([stamped.baseSequence, lastSequenceOf(stamped)], [2 ** 31 - 4, 5]);
  assert.equal(lastSequenceOf({ ...stamped, baseSequence: -1 }), -1);
  assert.deepEqual(landedAt(batch, header.baseOffset), list);
});

test('huge records, empty keys, values and headers pass', () => {
  const empty = Buffer.alloc(0);
  const list: DecodedRecord[] = [
    { offset: 2 ** 40, timestamp: 2 ** 43, key: empty, value: empty, headers: [{ key: empty, value: empty }] },
    {
      offset: 2 ** 40 + 1,
      timestamp: -1,
      key: null,
      value: Buffer.alloc(20_000_000, 7),
      headers: [{ key: empty, value: null }],
    },
    { offset: 2 ** 40 + 2, timestamp: 0, key: Buffer.alloc(70_000), value: null, headers: [] },
  ];
  const parts = list.map((record) => encoded([record]));

  const one = coalesceBatches(
    parts.map((buffer) => ({ buffer, header: headerOf(buffer) })),
    STAMP,
  );

  assert.deepEqual(landedAt(one, 2 ** 40), list);
  assert.deepEqual(decodeRecords(encoded(list, 'gzip'), headerOf(encoded(list, 'gzip'))), list);
});

test('walking gives the whole batches and stops where the last one is cut', () => {
  fc.assert(
    fc.property(batchesOf(records), fc.nat(), (lists, where) => {
      const parts = lists.map((list) => encoded(list));
      const all = Buffer.concat(parts);
      const cut = all.subarray(0, where % (all.length + 1));

      const found = [...walkBatches(cut)];

      let whole = 0;
      for (let bytes = 0; whole < parts.length && bytes + parts[whole]!.length <= cut.length; whole++)
        bytes += parts[whole]!.length;
      assert.equal(found.length, whole);
      found.forEach((header, index) => assert.deepEqual(decodeRecords(cut, header), lists[index]));
    }),
  );
});

test('a batch that the cleaner has emptied is a header alone', () => {
  const bare = restamped(
    encoded([{ offset: 4, timestamp: 9, key: null, value: null, headers: [] }], 'zstd').subarray(0, 61),
    {
      count: 0,
    },
  );
  assert.deepEqual([...walkBatches(bare)].length, 1);
  assert.deepEqual(decodeRecords(bare, headerOf(bare)), []);
  assert.deepEqual(landedAt(denseBatch(bare, headerOf(bare), { from: 4 }, STAMP), 4), []);
});
