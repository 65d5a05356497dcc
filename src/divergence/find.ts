// findDivergence: the true point of every partition, found by comparing both logs downwards from the cut.
import { type TopicPartition, keyOf } from '../base/core.ts';
import { severalAtOnce } from './at-once.ts';
import { comparePartition } from '../compare/index.ts';
import type { RawCluster } from '../kafka/core.ts';
import type { CutPoint, Divergence } from './contract.ts';
import { divergenceError } from './errors.ts';
import { type PartitionEnds, divergenceOf, floorOf, topOf } from './evidence.ts';
import { type Search, beginSearch, nextBlock, withBlock } from './point.ts';
import { type LogEnds, type Patience, logEndsOf, stableEndsOf } from './route.ts';
import { type DivergenceWorld, say } from './world.ts';

export interface FindOptions {
  readonly world: DivergenceWorld;
  /** Compacted topics: records that only one site still shows are evidence of nothing. */
  readonly compactedTopics?: readonly string[];
  /** Equal records in a row below the point that end the search. Default 10,000. */
  readonly enoughRecords?: number;
  /** Offsets of the first block; blocks double. Default 1,024. */
  readonly firstBlockOffsets?: number;
  /** Partitions searched at the same time. Default 6. */
  readonly partitionsAtOnce?: number;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
}

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
  const [ours, theirs] = await Promise.all([
    logEndsOf(retired, cut.partitions, options.patience),
    logEndsOf(surviving, cut.partitions, options.patience),
  ]);
  const [ourStable, theirStable] = await Promise.all([
    stableEndsOf(
      retired,
      cut.partitions.map((one) => ({ ...one, upTo: ours.get(keyOf(one))!.end })),
      options.patience,
    ),
    stableEndsOf(
      surviving,
      cut.partitions.map((one) => ({ ...one, upTo: one.standbyLogEnd })),
      options.patience,
    ),
  ]);
  const searchOne = async (partition: CutPoint['partitions'][number]): Promise<Divergence> => {
    const key = keyOf(partition);
    const stableEnd = Math.min(ourStable.get(key)!, theirStable.get(key)! - (partition.shift ?? 0));
    const ends = { ...endsOf(cut, partition, ours.get(key)!, theirs.get(key)!), stableEnd };
    const search = await searchDown(retired, surviving, partition, ends, options);
    const divergence = divergenceOf(partition, ends, search);
    say(
      options.world,
      'divergence.found',
      `${keyOf(partition)}: ${retired.name} and ${surviving.name} part at offset ${divergence.point}. ${divergence.evidence.at(-1)}`,
      { ...divergence },
    );
    return divergence;
  };
  return await severalAtOnce(cut.partitions, searchOne, options.partitionsAtOnce);
}

function endsOf(
  cut: CutPoint,
  partition: CutPoint['partitions'][number],
  retired: LogEnds,
  surviving: LogEnds,
): Omit<PartitionEnds, 'stableEnd'> {
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
      {
        topic,
        partition: number,
        shift: ends.shift,
        ...block,
        isolation: 'committed',
        compacted,
        timestamps: 'created',
      },
      // What explains a record that cleaning left at one site only may lie anywhere: here it is evidence of nothing.
      { lookBeyond: false, ...(options.signal === undefined ? {} : { signal: options.signal }) },
    );
    options.signal?.throwIfAborted();
    if (!compared.complete)
      throw divergenceError('TIDE_DIVERGENCE_READ', {
        cluster: `${retired.name} and ${surviving.name}`,
        partition: keyOf(partition),
        offset: block.from,
        detail: compared.stopped ?? 'The comparison ended early',
      });
    search = withBlock(search, block, compared.ranges);
  }
  return search;
}
