// Fills a topic fast: a few hundred batches are encoded once and sent again and again over several connections.
import { randomBytes } from 'node:crypto';
import type { RawCluster, RawTopic } from '../../src/kafka/core.ts';
import { NO_PRODUCER, type WritableCodec, encodeBatch } from '../../src/wire/core.ts';

export interface Filling {
  readonly records: number;
  readonly recordBytes: number;
  readonly batchRecords: number;
  readonly codec: WritableCodec;
}

const LANES_PER_BROKER = 4;
const POOL_BYTES_MAX = 8 << 20;
const POOL_BATCHES_MAX = 256;

/** Returns how many records each partition has got: whole batches, at least as many as asked for over all. */
export async function fill(cluster: RawCluster, topic: RawTopic, filling: Filling): Promise<number> {
  const pool = poolOf(filling);
  const perPartition = Math.ceil(filling.records / filling.batchRecords / topic.partitions.length);
  const byLeader = Map.groupBy(topic.partitions, (one) => one.leader);
  await Promise.all(
    [...byLeader].map(async ([leader, partitions]) => {
      let sent = 0;
      const lane = async (name: string): Promise<void> => {
        while (sent < perPartition) {
          const turn = sent++;
          const answer = await cluster.produce(
            leader,
            {
              acks: -1,
              timeoutMs: 30_000,
              transactionalId: null,
              partitions: partitions.map(({ partition }) => ({
                topic: topic.name,
                topicId: topic.id,
                partition,
                batch: [pool[(turn + partition) % pool.length]!],
              })),
            },
            name,
          );
          const bad = answer.partitions.find((one) => one.error !== 0);
          if (bad !== undefined) throw new Error(`filling ${topic.name}-${bad.partition}: error ${bad.error}`);
        }
      };
      await Promise.all(Array.from({ length: LANES_PER_BROKER }, (_, i) => lane(`fill-${i}`)));
    }),
  );
  return perPartition * filling.batchRecords;
}

/** Half text, half noise, so that codecs have something to do and not everything to win. */
function poolOf({ recordBytes, batchRecords, codec }: Filling): readonly Buffer[] {
  const count = Math.max(8, Math.min(POOL_BATCHES_MAX, Math.floor(POOL_BYTES_MAX / (recordBytes * batchRecords))));
  const timestamp = Date.now();
  return Array.from({ length: count }, (_, batch) => {
    const records = Array.from({ length: batchRecords }, (_unused, offset) => {
      const text = `{"batch":${batch},"record":${offset},"note":"`.padEnd(
        Math.ceil(recordBytes / 2),
        'steady as she goes ',
      );
      const value = Buffer.alloc(recordBytes, text);
      randomBytes(Math.floor(recordBytes / 2)).copy(value, Math.ceil(recordBytes / 2));
      return { offset, timestamp, key: null, value, headers: [] };
    });
    return encodeBatch({ records, codec, stamp: NO_PRODUCER });
  });
}
