// Positions of a group at the target: MirrorMaker's last checkpoint where it can be read, else what it has synced; never past the log end.
import { type TopicPartition, keyOf } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import type { TranslatedPosition } from '../../replication/core.ts';
import { type CheckpointValue, parseCheckpointKey, parseCheckpointValue } from './checkpoint.ts';

/** One record of an internal topic; null value = tombstone. */
export interface InternalRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** Reads a whole internal topic of the target in order. */
export type ReadInternalTopic = (topic: string) => Promise<readonly InternalRecord[]>;

/** The last checkpoint of each partition of one group, by partition key. Later records win; foreign records are passed over. */
export function lastCheckpoints(
  records: readonly InternalRecord[],
  group: string,
): ReadonlyMap<string, CheckpointValue> {
  const last = new Map<string, CheckpointValue>();
  for (const { key, value } of records) {
    const parsed = key === null ? null : parseCheckpointKey(key);
    if (parsed === null || parsed.group !== group) continue;
    const checkpoint = value === null ? null : parseCheckpointValue(value);
    if (checkpoint === null) last.delete(keyOf(parsed));
    else last.set(keyOf(parsed), checkpoint);
  }
  return last;
}

/** Chooses per partition. The last checkpoint also carries a deliberate rewind, which MirrorMaker's sync refuses to write. Pure. */
export function choosePositions(
  group: string,
  partitions: readonly TopicPartition[],
  committed: ReadonlyMap<string, number>,
  checkpoints: ReadonlyMap<string, CheckpointValue>,
  logEnds: ReadonlyMap<string, number>,
): readonly TranslatedPosition[] {
  return partitions.map(({ topic, partition }) => {
    const key = keyOf({ topic, partition });
    const end = logEnds.get(key);
    const checkpoint = checkpoints.get(key);
    const synced = committed.get(key);
    const known = checkpoint !== undefined && checkpoint.downstreamOffset >= 0;
    const wanted = known ? checkpoint.downstreamOffset : synced;
    if (wanted === undefined || end === undefined) return { group, topic, partition, offset: null, how: 'none' };
    const from =
      known && wanted !== synced ? `checkpoint at upstream ${checkpoint.upstreamOffset}` : 'synced by MirrorMaker';
    const how = wanted > end ? `${from}, clamped from ${wanted} to the log end` : from;
    return { group, topic, partition, offset: Math.min(wanted, end), how };
  });
}

/** Reads the target only: works when the source is gone. Partitions in which the group never had a position are left out unless MirrorMaker tells one. */
export async function translateAt(
  target: Cluster,
  group: string,
  partitions: readonly TopicPartition[],
  checkpointsTopic: string,
  readInternal: ReadInternalTopic | undefined,
): Promise<readonly TranslatedPosition[]> {
  const [committed, ranges, records] = await Promise.all([
    target.committed(group, partitions),
    target.logRanges(partitions, 'uncommitted'),
    readInternal?.(checkpointsTopic) ?? [],
  ]);
  const synced = new Map(
    committed.offsets.filter((one) => one.offset !== null).map((one) => [keyOf(one), one.offset ?? 0]),
  );
  const logEnds = new Map(ranges.map((range) => [keyOf(range), range.end.offset]));
  return choosePositions(group, partitions, synced, lastCheckpoints(records, group), logEnds);
}
