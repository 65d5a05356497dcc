// classifyTail: every record of an archived tail against what the survivor holds behind the point.
import { keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { type TailArchive, openArchive } from './archive.ts';
import type { ArchiveKey, TailClass, TailCounts, TailPartition, TailRecord } from './contract.ts';
import { loadTail } from './load-tail.ts';
import { NO_CLASSES, TailMatch } from './match.ts';
import { recoveryProducerId } from './origin.ts';
import { proveArchive } from './read-back.ts';
import type { Patience } from './route.ts';
import { type Scan, scanSurvivor } from './scan.ts';
import { sumOf } from './sum.ts';
import { type DivergenceWorld, say } from './world.ts';

export interface ClassifyOptions {
  readonly world: DivergenceWorld;
  readonly key?: ArchiveKey;
  /** Topics in which a later value of a key replaces an earlier one: compacted ones, and others that are declared so. */
  readonly keyedTopics?: readonly string[];
  /** Records of one partition's tail that may be held in memory; beyond: TIDE_DIVERGENCE_TAIL_LARGE. */
  readonly tailRecordsMax?: number;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
  /** Is given every record, in the order of the log. */
  readonly onRecord?: (record: TailRecord) => void;
}

export interface ClassifiedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly classes: TailCounts;
  /** Records of which it cannot be said yet: the survivor has them in an open transaction. */
  readonly pending: number;
  /** Offsets behind the point that the survivor no longer holds: on-survivor may be missing some. */
  readonly unseen: { readonly from: number; readonly to: number } | null;
  /** The first records of each class, without payload. */
  readonly examples: readonly TailRecord[];
}

export interface TailClassification {
  readonly archive: string;
  readonly partitions: readonly ClassifiedPartition[];
  readonly totals: TailCounts;
}

const EXAMPLES_PER_CLASS = 3;

/** Reads the archive (proving it first) and the survivor; changes nothing. */
export async function classifyTail(
  directory: string,
  surviving: RawCluster,
  options: ClassifyOptions,
): Promise<TailClassification> {
  const archive = await openArchive(directory, options.key);
  await proveArchive(archive, options.signal);
  const partitions: ClassifiedPartition[] = [];
  for (const partition of archive.manifest.partitions) {
    const { match, scan } = await matchPartition(archive, partition, surviving, options);
    const classified = resultOf(partition, match, scan, options.onRecord);
    partitions.push(classified);
    say(options.world, 'divergence.classified', `${keyOf(partition)}: ${sentenceOf(classified.classes)}.`, {
      topic: partition.topic,
      partition: partition.partition,
      classes: classified.classes,
    });
  }
  return {
    archive: archive.manifest.id,
    partitions,
    totals: sumOf(
      NO_CLASSES,
      partitions.map((one) => one.classes),
    ),
  };
}

export interface MatchedPartition {
  readonly match: TailMatch;
  readonly scan: Scan;
}

export type MatchOptions = Pick<ClassifyOptions, 'keyedTopics' | 'tailRecordsMax' | 'patience' | 'signal'>;

export async function matchPartition(
  archive: TailArchive,
  partition: TailPartition,
  surviving: RawCluster,
  options: MatchOptions,
): Promise<MatchedPartition> {
  const entries = await loadTail(archive, partition, options.tailRecordsMax);
  const match = new TailMatch(entries, { keyed: options.keyedTopics?.includes(partition.topic) === true });
  const shift = archive.manifest.divergences.find((one) => keyOf(one) === keyOf(partition))?.shift ?? 0;
  const scan = await scanSurvivor(
    surviving,
    {
      target: partition,
      from: partition.point + shift,
      retired: archive.manifest.retired,
      source: partition,
      producerId: recoveryProducerId(archive.manifest.id, partition),
      byContent: true,
      ...(options.patience === undefined ? {} : { patience: options.patience }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    match,
  );
  return { match, scan };
}

function resultOf(
  partition: TailPartition,
  match: TailMatch,
  scan: Scan,
  onRecord: ((record: TailRecord) => void) | undefined,
): ClassifiedPartition {
  const examples: TailRecord[] = [];
  const shown = new Map<TailClass, number>();
  for (let position = 0; position < match.size; position += 1) {
    const { offset, timestamp, fingerprint } = match.entry(position);
    const is = match.classOf(position);
    const { topic, partition: number } = partition;
    const survivorOffset = is === 'on-survivor' ? match.survivorOffset(position) : null;
    const record: TailRecord = { topic, partition: number, offset, timestamp, fingerprint, is, survivorOffset };
    onRecord?.(record);
    if ((shown.get(is) ?? 0) >= EXAMPLES_PER_CLASS) continue;
    shown.set(is, (shown.get(is) ?? 0) + 1);
    examples.push(record);
  }
  const { topic, partition: number } = partition;
  const { pending } = match;
  return { topic, partition: number, classes: match.counts(), pending, unseen: scan.unseen, examples };
}

function sentenceOf(classes: TailCounts): string {
  const named = Object.entries(classes).filter(([, count]) => count > 0);
  return named.length === 0 ? 'no record' : named.map(([name, count]) => `${count} ${name}`).join(', ');
}
