// CutRecord: where both logs stood when the surviving site took over; what a later audit and a failback start from. Pure.
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { LogRange } from '../kafka/core.ts';
import type { Exposure } from '../replication/core.ts';

export interface CutPartition extends TopicPartition {
  /** Log end of the surviving site after replication had stopped and before any client wrote. */
  readonly standbyLogEnd: number;
  readonly standbyLeaderEpoch: number;
  /** High watermark of the retired site when it was last read; null: never. Records may have been written after that. */
  readonly primaryHighWatermark: number | null;
  readonly primarySeenAtMs: number | null;
}

export interface CutRecord {
  readonly retired: string;
  readonly surviving: string;
  /** Monotonic and wall milliseconds at which the log ends were read. */
  readonly atMs: number;
  readonly atWallMs: number;
  /** Epoch of the lease under which it was made; null without a lease. */
  readonly term: number | null;
  readonly partitions: readonly CutPartition[];
}

export interface CutInput extends Omit<CutRecord, 'partitions'> {
  readonly ranges: readonly LogRange[];
  /** The last sample taken before the source fell silent; null: none. */
  readonly lastExposure: Exposure | null;
}

export function cutOf(input: CutInput): CutRecord {
  const { ranges, lastExposure, ...head } = input;
  const seen = new Map((lastExposure?.partitions ?? []).map((one) => [keyOf(one), one.sourceHighWatermark]));
  return {
    ...head,
    partitions: ranges.map(({ topic, partition, end }) => {
      const primary = seen.get(keyOf({ topic, partition }));
      return {
        topic,
        partition,
        standbyLogEnd: end.offset,
        standbyLeaderEpoch: end.leaderEpoch,
        primaryHighWatermark: primary?.offset ?? null,
        primarySeenAtMs: primary?.atMs ?? null,
      };
    }),
  };
}
