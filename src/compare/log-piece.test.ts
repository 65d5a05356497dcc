// What an answer to Fetch holds for a reader: whole batches, no markers, nothing aborted, nothing damaged taken for good.
import assert from 'node:assert/strict';
import test from 'node:test';
import { crc32c } from '@node-rs/crc32';
import { crcOk, encodeBatch, hiddenFiller, readBatchHeader, stampBatch } from '../wire/core.ts';
import { chunkOf, fingerprintOf } from './core.ts';
import type { CompareRequest } from './core.ts';
import { compareLogs } from './index.ts';
import type { LogChunk } from './log-piece.ts';
import type { ReadableLog } from './log-reader.ts';
import { type LogRecord, batchOf } from './sample/logs.ts';

const record = (offset: number, value: string, timestamp = 1000 + offset): LogRecord => ({
  offset,
  timestamp,
  key: Buffer.from('k'),
  value: Buffer.from(value),
  headers: [],
});

const transactional = (offset: number, producerId: bigint): Buffer =>
  encodeBatch({
    records: [record(offset, `t${offset}`)],
    codec: 'none',
    stamp: { producerId, producerEpoch: 0, baseSequence: 0 },
    baseOffset: offset,
    transactional: true,
  });

/** A control batch as a reader sees it: bits 4 and 5 set, one record. */
function marker(offset: number, producerId: bigint): Buffer {
  const batch = transactional(offset, producerId);
  batch.writeInt16BE(batch.readInt16BE(21) | 0x20, 21);
  return batch;
}

const fromOf = (chunk: LogChunk): unknown => chunk.pieces.map((piece) => [piece.is, piece.from]);

test('COMPARE-13: aborted data and markers are no records under read_committed; a later transaction of the same producer is', () => {
  const records = Buffer.concat([
    transactional(0, 7n),
    transactional(1, 8n),
    marker(2, 7n),
    transactional(3, 7n),
    marker(4, 8n),
    marker(5, 7n),
    batchOf([record(6, 'plain')]),
  ]);
  const aborted = [{ producerId: 7n, firstOffset: 0 }];

  const committed = chunkOf({ records, aborted }, 0, 'committed');
  const uncommitted = chunkOf({ records, aborted }, 0, 'uncommitted');

  assert.equal(committed.knownTo, 7);
  assert.deepEqual(
    (fromOf(committed) as [string, number][]).map(([, from]) => from),
    [1, 3, 6],
  );
  assert.deepEqual(
    (fromOf(uncommitted) as [string, number][]).map(([, from]) => from),
    [0, 1, 3, 6],
  );
});

test('a batch cut by the end of the answer is left for the next one, and one before the asked offset is passed over', () => {
  const batches = [batchOf([record(0, 'a'), record(1, 'b')]), batchOf([record(2, 'c')]), batchOf([record(3, 'd')])];
  const records = Buffer.concat(batches).subarray(0, -5);

  const chunk = chunkOf({ records, aborted: [] }, 2, 'uncommitted');

  assert.deepEqual(fromOf(chunk), [['records', 2]]);
  assert.equal(chunk.knownTo, 3);
});

/** A log that gives what it is made of at once. */
function logOf(batches: readonly Buffer[], start: number, end: number, gone = start): ReadableLog {
  return {
    span: async () => ({ start, end }),
    read: async (from, to) => {
      if (from < gone)
        return {
          pieces: [{ is: 'gone', from, to: gone, say: 'the log begins later' }],
          knownTo: gone,
          bytes: 0,
          lastEpoch: -1,
        };
      return { ...chunkOf({ records: Buffer.concat(batches), aborted: [] }, from, 'uncommitted'), knownTo: to };
    },
  };
}

const REQUEST: CompareRequest = {
  topic: 'orders',
  partition: 0,
  shift: 0,
  from: null,
  to: null,
  isolation: 'uncommitted',
  compacted: false,
};

test('COMPARE-14: a batch whose CRC is wrong is different for all its offsets, even when the other side is damaged alike', async () => {
  const good = [batchOf([record(0, 'a')]), batchOf([record(1, 'b'), record(2, 'c')]), batchOf([record(3, 'd')])];
  const bad = good.map((batch, i) => {
    const copy = Buffer.from(batch);
    if (i === 1) copy[copy.length - 3]! ^= 1;
    return copy;
  });

  const one = await compareLogs({ source: logOf(good, 0, 4), target: logOf(bad, 0, 4) }, REQUEST);
  const both = await compareLogs({ source: logOf(bad, 0, 4), target: logOf(bad, 0, 4) }, REQUEST);

  for (const found of [one, both]) {
    assert.deepEqual(
      found.ranges.map(({ kind, from, to }) => [kind, from, to]),
      [
        ['equal', 0, 1],
        ['different', 1, 3],
        ['equal', 3, 4],
      ],
    );
    assert.match(found.ranges[1]?.example ?? '', /does not match its CRC/);
  }
});

test('COMPARE-15: what a log lost to retention while it was read is indistinguishable, not missing', async () => {
  const batches = [0, 1, 2, 3, 4].map((offset) => batchOf([record(offset, `v${offset}`)]));

  const found = await compareLogs(
    { source: logOf(batches, 0, 5), target: logOf(batches.slice(3), 0, 5, 3) },
    { ...REQUEST, from: 1 },
  );

  assert.deepEqual(
    found.ranges.map(({ kind, from, to }) => [kind, from, to]),
    [
      ['indistinguishable', 1, 3],
      ['equal', 3, 5],
    ],
  );
  assert.ok(found.equal);
  assert.match(found.ranges[0]?.example ?? '', /the target cannot show it: the log begins later/);
});

test('COMPARE-16: hidden fillers at the target stand for offsets without a record at the source', async () => {
  const stamp = { producerId: 9n, producerEpoch: 0, baseSequence: 2 };
  const filler = hiddenFiller({ count: 2, timestamp: 1002, stamp });
  filler.writeBigInt64BE(2n, 0);
  const source = [batchOf([record(0, 'a'), record(1, 'b')]), marker(2, 1n), marker(3, 1n), batchOf([record(4, 'e')])];
  const target = [batchOf([record(0, 'a')]), batchOf([record(1, 'b')]), filler, batchOf([record(4, 'e')])];

  const found = await compareLogs({ source: logOf(source, 0, 5), target: logOf(target, 0, 5) }, REQUEST);

  assert.deepEqual(
    found.ranges.map(({ kind, from, to, records }) => [kind, from, to, records]),
    [['equal', 0, 5, 3]],
  );
});

test("COMPARE-17: a broker's own timestamps are told as a difference, unless only the producers' count", async () => {
  const records = [record(0, 'a', 500), record(1, 'b', 600)];
  const stamp = { producerId: -1n, producerEpoch: -1, baseSequence: -1 };
  const appended = encodeBatch({ records, codec: 'none', stamp, baseOffset: 0, timestampType: 'append' });
  const logs = { source: logOf([appended], 0, 2), target: logOf([batchOf(records)], 0, 2) };

  const visible = await compareLogs(logs, REQUEST);
  const created = await compareLogs(logs, { ...REQUEST, timestamps: 'created' });

  const later = Buffer.from(appended);
  later.writeBigInt64BE(700n, 35);
  later.writeUInt32BE(crc32c(later.subarray(21)), 17);
  const stamped = await compareLogs({ source: logOf([appended], 0, 2), target: logOf([later], 0, 2) }, REQUEST);

  assert.match(stamped.ranges[0]?.example ?? '', /offset 0: different timestamp \(source 600, target 700\)/);
  assert.match(visible.ranges[0]?.example ?? '', /offset 0: different timestamp \(source 600, target 500\)/);
  assert.ok(created.equal);
});

test('COMPARE-17: the same records over another base timestamp are different', async () => {
  const batch = batchOf([record(0, 'a', 500), record(1, 'b', 600)]);
  const moved = Buffer.from(batch);
  moved.writeBigInt64BE(501n, 27);
  moved.writeUInt32BE(crc32c(moved.subarray(21)), 17);

  const found = await compareLogs({ source: logOf([batch], 0, 2), target: logOf([moved], 0, 2) }, REQUEST);

  assert.deepEqual([found.ranges[0]?.kind, found.ranges[0]?.records], ['different', 2]);
});

test('a range outside what the logs hold is cut to it, and one that is no range is refused by name', async () => {
  const batches = [batchOf([record(0, 'a'), record(1, 'b'), record(2, 'c')])];
  const logs = { source: logOf(batches, 0, 3), target: logOf([batchOf([record(0, 'a')])], 0, 1) };

  const found = await compareLogs(logs, { ...REQUEST, from: 0, to: 1000 });

  assert.deepEqual([found.to, found.source.end, found.target.end], [3, 3, 1]);
  assert.deepEqual(
    found.ranges.map(({ kind, from, to }) => [kind, from, to]),
    [
      ['equal', 0, 1],
      ['missing', 1, 3],
    ],
  );
  await assert.rejects(compareLogs(logs, { ...REQUEST, from: 2, to: 1 }), { code: 'TIDE_COMPARE_RANGE' });
});

test('a rewritten header changes nothing: the copy of the link is equal by its bytes', async () => {
  const source = transactional(5, 3n);
  const target = Buffer.from(source);
  stampBatch(target, readBatchHeader(target, 0), { producerId: 99n, producerEpoch: 0, baseSequence: 5 });
  target.writeBigInt64BE(5n, 0);

  const found = await compareLogs({ source: logOf([source], 5, 6), target: logOf([target], 5, 6) }, REQUEST);

  assert.ok(crcOk(target, readBatchHeader(target, 0)));
  assert.deepEqual([found.equal, found.batchesByBytes], [true, 2]);
});

test('a fingerprint does not depend on the offset, and on everything else it does', () => {
  const one = { ...record(3, 'v'), headers: [{ key: Buffer.from('h'), value: null }] };
  const others: LogRecord[] = [
    { ...one, timestamp: 0 },
    { ...one, key: null },
    { ...one, key: Buffer.alloc(0) },
    { ...one, value: Buffer.from('w') },
    { ...one, headers: [] },
    { ...one, headers: [{ key: Buffer.from('h'), value: Buffer.alloc(0) }] },
  ];

  assert.equal(fingerprintOf({ ...one, offset: 9 }), fingerprintOf(one));
  assert.equal(new Set([one, ...others].map(fingerprintOf)).size, others.length + 1);
});
