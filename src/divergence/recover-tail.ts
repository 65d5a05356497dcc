// recoverTail: the missing records of an archived tail into the survivor's log, each once, whatever kills the process in between.
import { join } from 'node:path';
import { assert, formatCount, keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import type { JournalEntry } from '../runbook/core.ts';
import { type Journal, openJournal } from '../runbook/index.ts';
import { type TailArchive, openArchive } from './archive.ts';
import { archivedBatches } from './archive-batches.ts';
import { type AssessOptions, type Assessed, NO_RECORDS, assessPartition, countedAs } from './assess.ts';
import type {
  ArchiveKey,
  RecoveryCounts,
  RecoveryOutcome,
  RecoveryPartition,
  RecoveryPlan,
  RecoveryPolicy,
  TailPartition,
} from './contract.ts';
import { divergenceError } from './errors.ts';
import { severalAtOnce } from './at-once.ts';
import { ARCHIVE_JOURNAL } from './export-tail.ts';
import { Lane } from './lane.ts';
import { recoveryProducerId } from './origin.ts';
import { type PlannedPartition, planSentences } from './plan-words.ts';
import { problemsOf } from './policy.ts';
import { type RecoveryProgress, progressOf, recoveryStep } from './progress.ts';
import { proveArchive } from './read-back.ts';
import { visibleRecords } from './records.ts';
import { isControl } from '../wire/core.ts';
import type { Scan } from './scan.ts';
import { sumOf } from './sum.ts';
import { type DivergenceWorld, pause, say } from './world.ts';

export interface RecoverOptions extends AssessOptions {
  readonly world: DivergenceWorld;
  readonly key?: ArchiveKey;
  /** Bounds of one batch that is written. Defaults: 500 records, 256 KiB. */
  readonly batchRecordsMax?: number;
  readonly batchBytesMax?: number;
  /** The broker's bound for acks=all; also how long a request of a killed attempt is waited for. Default 10,000. */
  readonly produceTimeoutMs?: number;
}

interface PlanAndParts {
  readonly plan: RecoveryPlan;
  readonly archive: TailArchive;
}

/** What recoverTail would do now; reads both the archive (proving it) and the survivor, changes nothing. */
export async function planRecovery(
  surviving: RawCluster,
  directory: string,
  policy: RecoveryPolicy,
  options: RecoverOptions,
): Promise<RecoveryPlan> {
  const journal = await readEntries(directory, options);
  return (await makePlan(surviving, directory, policy, options, journal)).plan;
}

/**
 * Writes what `planRecovery` shows. Needs an archive that proves itself; refuses while a class waits for a decision. Killed and
 * called again it goes on: what the survivor holds is never written again, found by content, by origin headers, by the producer
 * id of this archive, and by the journal in the archive's folder.
 */
export async function recoverTail(
  surviving: RawCluster,
  directory: string,
  policy: RecoveryPolicy,
  options: RecoverOptions,
): Promise<RecoveryOutcome> {
  await openArchive(directory, options.key);
  const journal = await openJournal(join(directory, ARCHIVE_JOURNAL), options.world.clock);
  try {
    await settle(journal, options);
    const { plan, archive } = await makePlan(surviving, directory, policy, options, journal.found.entries);
    if (plan.undecided.length > 0)
      throw divergenceError('TIDE_DIVERGENCE_UNDECIDED', { undecided: plan.undecided.join('; ') });
    const partitions = await severalAtOnce(archive.manifest.partitions, (partition) =>
      recoverPartition(archive, partition, surviving, policy, journal, options),
    );
    const totals = sumOf(
      NO_RECORDS,
      partitions.map((one) => one.counts),
    );
    await journal.append({ step: 'recover', what: 'note', data: { totals, policy } });
    say(options.world, 'divergence.recovery-ended', endSentence(totals, surviving), {
      archive: plan.archive,
      totals,
    });
    return { archive: plan.archive, partitions, totals };
  } finally {
    await journal.close();
  }
}

async function readEntries(directory: string, options: RecoverOptions): Promise<readonly JournalEntry[]> {
  await openArchive(directory, options.key);
  const journal = await openJournal(join(directory, ARCHIVE_JOURNAL), options.world.clock);
  await journal.close();
  return journal.found.entries;
}

async function makePlan(
  surviving: RawCluster,
  directory: string,
  policy: RecoveryPolicy,
  options: RecoverOptions,
  journal: readonly JournalEntry[],
): Promise<PlanAndParts> {
  const problems = problemsOf(policy);
  if (problems.length > 0) throw divergenceError('TIDE_DIVERGENCE_POLICY', { problems: problems.join('; ') });
  const archive = await openArchive(directory, options.key);
  await proveArchive(archive, options.signal);
  const partitions: RecoveryPartition[] = [];
  const planned: PlannedPartition[] = [];
  const all = await severalAtOnce(archive.manifest.partitions, async (partition) => ({
    partition,
    assessed: await assessPartition(archive, partition, surviving, policy, journal, options),
  }));
  for (const { partition, assessed } of all) {
    const { counts, undecided } = countDecisions(assessed);
    const { topic, partition: number, point, end } = partition;
    partitions.push({ topic, partition: number, classes: assessed.match.counts(), counts });
    planned.push({ topic, partition: number, point, end, counts, undecided });
  }
  const undecided = planned
    .filter((one) => one.undecided > 0)
    .map((one) => `${one.undecided} conflicting records of ${keyOf(one)}`);
  const { id, retired } = archive.manifest;
  const will = planSentences(retired, surviving.name, planned, policy);
  const totals = sumOf(
    NO_RECORDS,
    partitions.map((one) => one.counts),
  );
  return { plan: { archive: id, will, undecided, partitions, totals }, archive };
}

function countDecisions(assessed: Assessed): { readonly counts: RecoveryCounts; readonly undecided: number } {
  const counts = { ...NO_RECORDS };
  let undecided = 0;
  for (let position = 0; position < assessed.match.size; position += 1) {
    const name = countedAs(assessed.decisionOf(position));
    if (name === null) undecided += 1;
    else counts[name] += 1;
  }
  return { counts, undecided };
}

/** A request of a killed attempt may still be on its way into the log: nothing is looked at before its time is over. */
async function settle(journal: Journal, options: RecoverOptions): Promise<void> {
  const noted = journal.found.entries.findLast((entry) => entry.step.startsWith('recover ') && entry.what === 'begin');
  const answered = journal.found.entries.findLast((entry) => entry.step === noted?.step && entry.what === 'end');
  if (noted === undefined || (answered !== undefined && answered.sequence > noted.sequence)) return;
  const boundMs = options.produceTimeoutMs ?? PRODUCE_TIMEOUT_MS;
  const since = options.world.clock.wallMs() - noted.wallMs;
  // A clock that was set back must not make this long.
  await pause(Math.min(boundMs, Math.max(0, boundMs - since)));
}

const PRODUCE_TIMEOUT_MS = 10_000;

async function recoverPartition(
  archive: TailArchive,
  partition: TailPartition,
  surviving: RawCluster,
  policy: RecoveryPolicy,
  journal: Journal,
  options: RecoverOptions,
): Promise<RecoveryPartition> {
  const entries = journal.found.entries;
  const assessed = await assessPartition(archive, partition, surviving, policy, entries, options);
  const own = progressOf(entries, partition, partition.topic);
  await noteFound(journal, partition, own, assessed.scan);
  const lanes = lanesOf(archive, partition, surviving, policy, journal, assessed, options);
  for (const [topic, log] of assessed.quarantine)
    await noteFound(journal, partition, progressOf(entries, partition, topic), log.scan);

  // Fixed before anything is written: what is written now must not count as found.
  const { counts } = countDecisions(assessed);
  const classes = assessed.match.counts();
  let position = 0;
  for await (const { buffer, header } of archivedBatches(archive.directory, partition, archive.key)) {
    options.signal?.throwIfAborted();
    if (isControl(header)) {
      if (header.baseOffset >= partition.point) position += 1;
      continue;
    }
    for (const record of visibleRecords(buffer, header)) {
      if (record.offset < partition.point) continue;
      assert(assessed.match.entry(position).offset === record.offset, 'DIV-6 batches and match walk the same records');
      const decision = assessed.decisionOf(position);
      if (decision.do === 'append') await lanes.get(partition.topic)!.add(record);
      if (decision.do === 'quarantine') await lanes.get(decision.topic)!.add(record);
      position += 1;
    }
  }
  for (const lane of lanes.values()) await lane.flush();
  return { topic: partition.topic, partition: partition.partition, classes, counts };
}

/** One lane per topic that records of this partition may go to. */
function lanesOf(
  archive: TailArchive,
  partition: TailPartition,
  surviving: RawCluster,
  policy: RecoveryPolicy,
  journal: Journal,
  assessed: Assessed,
  options: RecoverOptions,
): ReadonlyMap<string, Lane> {
  const shared = {
    world: options.world,
    journal,
    retired: archive.manifest.retired,
    source: partition,
    producerId: recoveryProducerId(archive.manifest.id, partition),
    batchRecordsMax: options.batchRecordsMax ?? 500,
    batchBytesMax: options.batchBytesMax ?? 256 * 1024,
    produceTimeoutMs: options.produceTimeoutMs ?? PRODUCE_TIMEOUT_MS,
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  };
  const own = new Lane(surviving, {
    ...shared,
    target: { topic: partition.topic, partition: partition.partition },
    nextSequence: assessed.scan.nextSequence,
    originHeaders: policy.originHeaders === true,
  });
  const lanes = new Map([[partition.topic, own]]);
  for (const [topic, { target, scan }] of assessed.quarantine)
    lanes.set(topic, new Lane(surviving, { ...shared, target, nextSequence: scan.nextSequence, originHeaders: true }));
  return lanes;
}

/** A batch that a killed attempt had sent and that stands in the log is noted as done, so that the journal tells all of it. */
async function noteFound(
  journal: Journal,
  source: TailPartition,
  progress: RecoveryProgress,
  scan: Scan,
): Promise<void> {
  for (const { wallMs: _, ...batch } of progress.inDoubt) {
    const baseOffset = scan.ownBatches.get(batch.sequence);
    if (baseOffset === undefined || baseOffset < batch.logEnd) continue;
    const data = { ...batch, baseOffset };
    await journal.append({ step: recoveryStep(source), what: 'end', outcome: 'already-done', data });
  }
}

function endSentence(totals: RecoveryCounts, surviving: RawCluster): string {
  const { recovered, quarantined, alreadyThere, skippedAsNewer, discarded, neverCommitted } = totals;
  const left = skippedAsNewer + discarded + neverCommitted;
  return `${formatCount(recovered)} records were recovered at ${surviving.name}, ${formatCount(quarantined)} quarantined, ${formatCount(alreadyThere)} were there already, ${formatCount(left)} stay in the archive.`;
}
