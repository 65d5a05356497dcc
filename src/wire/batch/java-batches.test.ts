// Batches that Kafka's Java client 4.3.1 wrote, with every codec: read as it meant them.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  NO_PRODUCER,
  codecOf,
  controlTypeOf,
  crcOk,
  decodeRecords,
  encodeBatch,
  isControl,
  isTransactional,
  lastSequenceOf,
  readBatchHeader,
  sliceBatch,
  stampBatch,
} from '../core.ts';
import type { DecodedRecord } from '../core.ts';
import { javaBatches } from './fixtures/java-batches.ts';

const BASE_OFFSET = 7_000_000_000;

/** What JavaBatches.java appended. */
function written(count: number): DecodedRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    offset: BASE_OFFSET + i,
    timestamp: 1_700_000_000_000 + (i % 2 === 0 ? i : -i * 1000),
    key: i % 3 === 0 ? null : Buffer.from(i % 3 === 1 ? '' : `key-${i}`),
    value: i % 5 === 4 ? null : valueOf(i % 13),
    headers:
      i % 4 === 1
        ? [
            { key: Buffer.from('h'), value: null },
            { key: Buffer.from('é'), value: Buffer.from([1, 2, i & 255]) },
          ]
        : [],
  }));
}

function valueOf(i: number): Buffer {
  const bytes = Buffer.alloc(i % 7 === 0 ? 400 : i % 40);
  for (let k = 0; k < bytes.length; k++) bytes[k] = (k * k + i) % 11 < 6 ? 97 : (k * 31 + i * 7) & 127;
  return bytes;
}

for (const { name, count, bytes } of javaBatches.filter((batch) => !['commit', 'abort'].includes(batch.name))) {
  test(`${count} records in ${name} are those that Java wrote`, () => {
    const header = readBatchHeader(bytes, 0);

    assert.equal(crcOk(bytes, header), true);
    assert.deepEqual(decodeRecords(bytes, header), written(count));
    assert.equal(codecOf(header), name);
    assert.deepEqual(
      [header.baseOffset, header.leaderEpoch, header.producerId, header.producerEpoch, header.baseSequence],
      [BASE_OFFSET, 17, 12_345_678_901n, 9, 2_147_483_600],
    );
    assert.deepEqual([isTransactional(header), isControl(header)], [true, false]);
    // 40 records stay below 2^31, 2,000 cross it.
    assert.equal(lastSequenceOf(header), count === 40 ? 2_147_483_639 : 1951);
  });

  test(`a slice and a stamp of ${count} records in ${name} keep what they should`, () => {
    const header = readBatchHeader(bytes, 0);
    const from = BASE_OFFSET + 17;

    const rear = sliceBatch(bytes, header, from, NO_PRODUCER);
    const stamped = Buffer.from(bytes);
    stampBatch(stamped, header, { producerId: 1n, producerEpoch: 0, baseSequence: 0 });

    assert.deepEqual(decodeRecords(rear, { ...readBatchHeader(rear, 0), baseOffset: from }), written(count).slice(17));
    assert.equal(isTransactional(readBatchHeader(stamped, 0)), false);
    assert.deepEqual(
      decodeRecords(stamped, { ...readBatchHeader(stamped, 0), baseOffset: BASE_OFFSET }),
      written(count),
    );
  });
}

test('an uncompressed batch of ours is Java own, byte for byte', () => {
  const { bytes } = javaBatches.find((batch) => batch.name === 'none')!;
  const header = readBatchHeader(bytes, 0);
  const ours = encodeBatch({
    records: written(40),
    codec: 'none',
    stamp: { producerId: header.producerId, producerEpoch: header.producerEpoch, baseSequence: header.baseSequence },
    baseOffset: BASE_OFFSET,
    transactional: true,
  });
  ours.writeInt32BE(17, 12);
  assert.deepEqual(ours, bytes);
});

test('control batches say how their transaction ended', () => {
  for (const type of ['commit', 'abort'] as const) {
    const { bytes } = javaBatches.find((batch) => batch.name === type)!;
    const header = readBatchHeader(bytes, 0);
    assert.equal(isControl(header), true);
    assert.equal(controlTypeOf(bytes, header), type);
  }
});
