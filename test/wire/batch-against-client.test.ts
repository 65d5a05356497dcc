// The batch codec against the Kafka client's own: each reads what the other wrote, raw snappy and wasm LZ4 included.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Reader, createRecordsBatch, readRecordsBatch } from '@platformatic/kafka';
import fc from 'fast-check';
import { NO_PRODUCER, crcOk, decodeRecords, encodeBatch, readBatchHeader } from '../../src/wire/core.ts';
import type { Codec, DecodedRecord } from '../../src/wire/core.ts';
import { denseRecords } from '../../src/wire/batch/fixtures/batches.ts';

function writtenByClient(list: readonly DecodedRecord[], compression: Codec): Buffer {
  const messages = list.map((record) => ({
    topic: 't',
    // The client writes undefined as null.
    ...(record.key === null ? {} : { key: record.key }),
    value: record.value as Buffer,
    timestamp: BigInt(record.timestamp),
    headers: new Map(record.headers.map(({ key, value }) => [key, value as Buffer])),
  }));
  const options = { compression, producerId: 5n, producerEpoch: 1, partitionLeaderEpoch: 0, sequences: undefined };
  const batch = createRecordsBatch(messages, options as unknown as Parameters<typeof createRecordsBatch>[1]);
  return Buffer.from(batch.dynamicBuffer.buffer);
}

test('batches that the client writes are read as it meant them, with every codec', () => {
  const codecs = fc.constantFrom<Codec>('none', 'gzip', 'snappy', 'lz4', 'zstd');
  fc.assert(
    fc.property(denseRecords, codecs, (drawn, codec) => {
      // Its writer loses negative timestamp deltas beyond 31 bits (Java reads ours of any size); so they stay near each other here.
      const list = drawn.map((record) => ({
        ...record,
        timestamp: 1_700_000_000_000 + (record.timestamp % 1_000_000),
      }));
      const batch = writtenByClient(list, codec);
      const header = readBatchHeader(batch, 0);

      assert.equal(crcOk(batch, header), true);
      assert.deepEqual(
        decodeRecords(batch, header),
        list.map((record, index) => ({ ...record, offset: index })),
      );
    }),
  );
});

test('large batches that the client compresses are read as it meant them', () => {
  const list = Array.from({ length: 3000 }, (_, index) => ({
    offset: index,
    timestamp: 1_700_000_000_000 + index,
    key: Buffer.from(`key ${index % 50}`),
    value: Buffer.from(`${index} `.repeat(index % 90)),
    headers: [],
  }));
  for (const codec of ['snappy', 'lz4', 'gzip', 'zstd'] as const) {
    const batch = writtenByClient(list, codec);
    assert.deepEqual(decodeRecords(batch, readBatchHeader(batch, 0)), list);
  }
});

test('the client reads what we write', () => {
  fc.assert(
    fc.property(denseRecords, fc.constantFrom('none', 'gzip', 'zstd'), (list, codec) => {
      const batch = encodeBatch({ records: list, codec, stamp: NO_PRODUCER, baseOffset: list[0]!.offset });

      const read = readRecordsBatch(Reader.from(batch));

      assert.deepEqual(
        read.records.map((record) => ({
          offset: Number(read.firstOffset) + record.offsetDelta,
          timestamp: Number(read.firstTimestamp + record.timestampDelta),
          key: record.key,
          value: record.value,
          headers: record.headers.map(([key, value]) => ({ key, value })),
        })),
        list,
      );
    }),
  );
});
