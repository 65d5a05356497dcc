// Assess: for one partition of an archive, what the survivor has and what is to be done with each record; reads only.
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import type { JournalEntry } from '../runbook/core.ts';
import type { TailArchive } from './archive.ts';
import { type MatchOptions, matchPartition } from './classify-tail.ts';
import type { RecoveryCounts, RecoveryPolicy, TailPartition } from './contract.ts';
import { divergenceError } from './errors.ts';
import type { SurvivorRecord, TailMatch } from './match.ts';
import { recoveryProducerId } from './origin.ts';
import { type Decision, decide, quarantineTopicsOf } from './policy.ts';
import { progressOf } from './progress.ts';
import { type Scan, type Spectator, scanSurvivor } from './scan.ts';

export interface AssessOptions extends MatchOptions {
  /** Go on although the survivor no longer holds everything behind the point: some records may come to stand there twice. */
  readonly acceptUnseen?: boolean;
}

export interface Assessed {
  readonly match: TailMatch;
  readonly scan: Scan;
  /** Where quarantined records of this partition go, and what lies there; by topic. */
  readonly quarantine: ReadonlyMap<string, QuarantineLog>;
  decisionOf(position: number): Decision;
}

export interface QuarantineLog {
  readonly target: TopicPartition;
  readonly scan: Scan;
  readonly seen: QuarantineSeen;
}

/** Records of one source partition that a quarantine topic holds, by the offset that their origin headers name. */
export class QuarantineSeen implements Spectator {
  readonly offsets = new Set<number>();

  see(record: SurvivorRecord): void {
    if (record.originOffset !== null) this.offsets.add(record.originOffset);
  }

  seeUndecided(): void {
    // Nobody writes to a quarantine topic in transactions; were it so, the record would be written once more there.
  }
}

/** Throws TIDE_DIVERGENCE_PENDING or _UNSEEN when the survivor cannot tell what it has. */
export async function assessPartition(
  archive: TailArchive,
  partition: TailPartition,
  surviving: RawCluster,
  policy: RecoveryPolicy,
  journal: readonly JournalEntry[],
  options: AssessOptions,
): Promise<Assessed> {
  const { match, scan } = await matchPartition(archive, partition, surviving, options);
  const fields = { cluster: surviving.name, partition: keyOf(partition) };
  if (match.pending > 0) throw divergenceError('TIDE_DIVERGENCE_PENDING', { ...fields, records: match.pending });
  if (scan.unseen !== null && options.acceptUnseen !== true)
    throw divergenceError('TIDE_DIVERGENCE_UNSEEN', { ...fields, from: scan.unseen.from, to: scan.unseen.to - 1 });

  const keyed = options.keyedTopics?.includes(partition.topic) === true;
  // The live log is the truth; the journal speaks only where retention or compaction have silenced it.
  for (const [offset, target] of progressOf(journal, partition, partition.topic).done)
    if (keyed || target < scan.start) match.trust(offset, target);

  const quarantine = new Map<string, QuarantineLog>();
  for (const topic of quarantineTopicsOf(policy))
    quarantine.set(topic, await lookIntoQuarantine(archive, partition, surviving, topic, journal, options));
  return {
    match,
    scan,
    quarantine,
    decisionOf: (position) => {
      const is = match.classOf(position);
      const newerAtSurvivor = match.newerAtSurvivor(position);
      const decision = decide({ topic: partition.topic, is, newerAtSurvivor }, policy);
      if (decision.do !== 'quarantine') return decision;
      const there = quarantine.get(decision.topic)?.seen.offsets.has(match.entry(position).offset) === true;
      return there ? { do: 'leave', because: 'already-there' } : decision;
    },
  };
}

async function lookIntoQuarantine(
  archive: TailArchive,
  partition: TailPartition,
  surviving: RawCluster,
  topic: string,
  journal: readonly JournalEntry[],
  options: AssessOptions,
): Promise<QuarantineLog> {
  const { topics } = await surviving.metadata([topic]);
  const partitions = topics.find((one) => one.name === topic)?.partitions.length ?? 0;
  if (partitions === 0)
    throw divergenceError('TIDE_DIVERGENCE_NO_PARTITION', { cluster: surviving.name, partition: `${topic}-0` });
  const target = { topic, partition: partition.partition % partitions };
  const seen = new QuarantineSeen();
  const scan = await scanSurvivor(
    surviving,
    {
      target,
      from: 0,
      retired: archive.manifest.retired,
      source: partition,
      producerId: recoveryProducerId(archive.manifest.id, partition),
      byContent: false,
      ...(options.patience === undefined ? {} : { patience: options.patience }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    seen,
  );
  for (const [offset, at] of progressOf(journal, partition, topic).done) if (at < scan.start) seen.offsets.add(offset);
  return { target, scan, seen };
}

export const NO_RECORDS: RecoveryCounts = {
  recovered: 0,
  quarantined: 0,
  alreadyThere: 0,
  skippedAsNewer: 0,
  discarded: 0,
  neverCommitted: 0,
  controls: 0,
};

const COUNTED = {
  'already-there': 'alreadyThere',
  newer: 'skippedAsNewer',
  discarded: 'discarded',
  'never-committed': 'neverCommitted',
  control: 'controls',
} as const;

/** Under which name a decision is counted; null: it waits for a rule. */
export function countedAs(decision: Decision): keyof RecoveryCounts | null {
  if (decision.do === 'ask') return null;
  if (decision.do === 'append') return 'recovered';
  if (decision.do === 'quarantine') return 'quarantined';
  return COUNTED[decision.because];
}
