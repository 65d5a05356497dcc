// findDivergence: the true point of every partition, found by comparing both logs downwards from the cut.
import { type TopicPartition, keyOf } from '../base/core.ts';
import { comparePartition } from '../compare/index.ts';
import type { RawCluster } from '../kafka/core.ts';
import type { CutPoint, Divergence } from './contract.ts';
import { type PartitionEnds, divergenceOf, floorOf, topOf } from './evidence.ts';
import { type Search, beginSearch, nextBlock, withBlock } from './point.ts';
import { type LogEnds, logEndsOf } from './route.ts';
import { type DivergenceWorld, say } from './world.ts';

export interface FindOptions {
  readonly world: DivergenceWorld;
  /** Compacted topics: records that only one site still shows are evidence of nothing. */
  readonly compactedTopics?: readonly string[];
  /** Equal records in a row below the point that end the search. Default 10,000. */
  readonly enoughRecords?: number;
  /** Offsets of the first block; blocks double. Default 1,024. */
  readonly firstBlockOffsets?: number;
  /** Partitions searched at the same time. Default 8. */
  readonly partitionsAtOnce?: number;
  readonly signal?: AbortSignal;
}

const PARTITIONS_AT_ONCE = 8;

/**
 * One Divergence per partition of the cut, in its order. Reads both sites, changes nothing. Both logs must stand still below the
 * cut: the retired site is fenced, the survivor only appends.
 */
export async function findDivergence(
  retired: RawCluster,
  surviving: RawCluster,
  cut: CutPoint,
  options: FindOptions,
): Promise<Divergence[]> {
  const [ours, theirs] = await Promise.all([logEndsOf(retired, cut.partitions), logEndsOf(surviving, cut.partitions)]);
  const found: Divergence[] = [];
  const searchOne = async (partition: CutPoint['partitions'][number]): Promise<void> => {
    const ends = endsOf(cut, partition, ours.get(keyOf(partition))!, theirs.get(keyOf(partition))!);
    const search = await searchDown(retired, surviving, partition, ends, options);
    const divergence = divergenceOf(partition, ends, search);
    found[cut.partitions.indexOf(partition)] = divergence;
    say(
      options.world,
      'divergence.found',
      `${keyOf(partition)}: ${retired.name} and ${surviving.name} part at offset ${divergence.point}. ${divergence.evidence.at(-1)}`,
      { ...divergence },
    );
  };
  const waiting = [...cut.partitions];
  const searchOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await searchOne(next);
  };
  // Most of a search is waiting for the network: a few at a time.
  await Promise.all(Array.from({ length: options.partitionsAtOnce ?? PARTITIONS_AT_ONCE }, searchOn));
  return found;
}

function endsOf(
  cut: CutPoint,
  partition: CutPoint['partitions'][number],
  retired: LogEnds,
  surviving: LogEnds,
): PartitionEnds {
  return {
    retired: cut.retired,
    surviving: cut.surviving,
    retiredStart: retired.start,
    retiredEnd: retired.end,
    survivingStart: surviving.start,
    survivingAtCut: partition.standbyLogEnd,
    shift: partition.shift ?? 0,
  };
}

async function searchDown(
  retired: RawCluster,
  surviving: RawCluster,
  partition: TopicPartition,
  ends: PartitionEnds,
  options: FindOptions,
): Promise<Search> {
  const compacted = options.compactedTopics?.includes(partition.topic) === true;
  let search = beginSearch(topOf(ends), floorOf(ends), {
    enoughRecords: options.enoughRecords ?? 10_000,
    firstBlockOffsets: options.firstBlockOffsets ?? 1024,
  });
  for (let block = nextBlock(search); block !== null; block = nextBlock(search)) {
    options.signal?.throwIfAborted();
    const { topic, partition: number } = partition;
    const compared = await comparePartition(
      retired,
      surviving,
      { topic, partition: number, shift: ends.shift, ...block, isolation: 'committed', compacted },
      {},
    );
    search = withBlock(search, block, compared.ranges);
  }
  return search;
}
