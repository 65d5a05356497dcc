// Verb replicate verify: source and target record by record, over everything or a range; resumable. Reads only.
import { resolve } from 'node:path';
import { formatCount, keyOf } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import type { CompareCheckpoint, CompareProgress, CompareRequest } from '../../compare/core.ts';
import type { CompareAllOptions, CompareOutcome } from '../../compare/index.ts';
import type { RawCluster } from '../../kafka/core.ts';
import { DEFAULT_TOPIC_POLICY, isAppendTime, isMirrored } from '../../link/core.ts';
import { openCompare } from '../doors.ts';
import { verbsError } from '../errors.ts';
import type { Host } from '../host.ts';
import { withClusters, withRawClusters } from './clusters.ts';
import { replicateError } from './errors.ts';
import { flowOf } from './flow.ts';
import type { FlowInput, ReplicateFlow } from './flow.ts';
import { makeStateFolder } from './state-files.ts';
import { type VerifiedPartition, type VerifyVerdict, verdictOfAll, verdictOfPartition } from './verdict.ts';
import { questionOf, readVerifyFile, removeVerifyFile, type VerifyFile, writeVerifyFile } from './verify-file.ts';

export interface ReplicateVerifyInput extends FlowInput {
  /** Empty: all. */
  readonly partitions: readonly number[];
  /** Source offsets, the same for every partition; null: all that both hold. */
  readonly from: number | null;
  readonly to: number | null;
  readonly isolation: 'committed' | 'uncommitted';
  readonly resume: boolean;
  /** Absent: beside the state file. */
  readonly checkpoint?: string | undefined;
  readonly partitionsAtOnce: number;
  /** Read from both clusters together; null: no bound. */
  readonly bytesPerSecond: number | null;
}

export interface ReplicateVerifyResult {
  readonly flow: string;
  readonly source: string;
  readonly target: string;
  readonly isolation: 'committed' | 'uncommitted';
  readonly verdict: VerifyVerdict;
  readonly partitions: readonly VerifiedPartition[];
  readonly records: number;
  /** What the comparison could not look at by its nature. */
  readonly notes: readonly string[];
}

const KEEP_EVERY_MS = 5000;
const FIGURES_EVERY_MS = 1000;

/** Throws TIDE_VERBS_INTERRUPTED with the checkpoint's place when it was stopped. */
export async function replicateVerify(input: ReplicateVerifyInput, host: Host): Promise<ReplicateVerifyResult> {
  const flow = flowOf(input, host.cwd);
  const { requests, notes } = await withClusters(flow, async (source) => {
    const policy = { ...DEFAULT_TOPIC_POLICY, topics: flow.flow.topics };
    const topics = (await source.topics()).filter((one) => isMirrored(one.name, policy));
    if (topics.length === 0) {
      const fields = { flow: flow.flow.name, source: source.name, patterns: flow.flow.topics.join(', ') };
      throw replicateError('TIDE_REPLICATE_NO_TOPICS', fields);
    }
    const settings = await source.topicSettings(topics.map((one) => one.name));
    return requestsOf(input, topics, (topic) => settings.get(topic) ?? {});
  });
  const file =
    input.checkpoint === undefined
      ? flow.stateFile.replace(/\.json$/, '.verify.json')
      : resolve(host.cwd, input.checkpoint);
  const question = questionOf(requests);
  const before = input.resume ? await readVerifyFile(file, question) : null;
  if (input.checkpoint === undefined) await makeStateFolder(flow.stateFile);
  const run = new VerifyRun({ flow, input, host, requests, file, question, before });
  const partitions = await withRawClusters(flow, (source, target) => run.compare(source, target));
  if (host.signal.aborted) {
    const left = `What was compared so far is kept in ${file}; no cluster was changed.`;
    const next = `Go on: tideover replicate verify ${flow.selection} --resume`;
    throw verbsError('TIDE_VERBS_INTERRUPTED', { verb: 'replicate verify', left, next });
  }
  await removeVerifyFile(file);
  const { name, source, target } = flow.flow;
  const records = partitions.reduce((sum, one) => sum + one.records, 0);
  return {
    flow: name,
    source,
    target,
    isolation: input.isolation,
    verdict: verdictOfAll(partitions),
    partitions,
    records,
    notes,
  };
}

type SettingsOf = (topic: string) => Parameters<typeof isAppendTime>[0];

function requestsOf(
  input: ReplicateVerifyInput,
  topics: readonly { readonly name: string; readonly partitions: readonly { readonly partition: number }[] }[],
  settingsOf: SettingsOf,
): { readonly requests: readonly CompareRequest[]; readonly notes: readonly string[] } {
  const created = topics.filter((one) => isAppendTime(settingsOf(one.name))).map((one) => one.name);
  const compacted = topics.filter((one) => settingsOf(one.name)['cleanup.policy']?.value.includes('compact'));
  const requests = topics.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ partition }) => input.partitions.length === 0 || input.partitions.includes(partition))
      .map(
        ({ partition }): CompareRequest => ({
          topic: name,
          partition,
          shift: 0,
          from: input.from,
          to: input.to,
          isolation: input.isolation,
          compacted: compacted.some((one) => one.name === name),
          timestamps: created.includes(name) ? 'created' : 'visible',
        }),
      ),
  );
  const notes = [
    ...(created.length === 0
      ? []
      : [
          `Timestamps of ${created.join(', ')} (LogAppendTime) were compared as the producers gave them; those that consumers see differ.`,
        ]),
    ...(compacted.length === 0
      ? []
      : [
          `Compacted topics (${compacted.map((one) => one.name).join(', ')}) were compared record by record where both hold one, and by the latest value of each key.`,
        ]),
  ];
  return { requests, notes };
}

interface RunOptions {
  readonly flow: ReplicateFlow;
  readonly input: ReplicateVerifyInput;
  readonly host: Host;
  readonly requests: readonly CompareRequest[];
  readonly file: string;
  readonly question: string;
  readonly before: VerifyFile | null;
}

class VerifyRun {
  readonly #options: RunOptions;
  readonly #done = new Map<string, VerifiedPartition>();
  readonly #open = new Map<string, () => CompareCheckpoint>();
  readonly #progress = new Map<string, CompareProgress>();
  readonly #beganMs = systemClock.monotonicMs();
  #keptMs = this.#beganMs;
  #toldMs = this.#beganMs;
  #keeping: Promise<void> = Promise.resolve();

  constructor(options: RunOptions) {
    this.#options = options;
    for (const one of options.before?.done ?? []) this.#done.set(keyOf(one), one);
    for (const [key, checkpoint] of Object.entries(options.before?.open ?? {})) this.#open.set(key, () => checkpoint);
  }

  async compare(source: RawCluster, target: RawCluster): Promise<readonly VerifiedPartition[]> {
    const { requests, host } = this.#options;
    const { compareAll } = await openCompare();
    const due = requests.filter((one) => !this.#done.has(keyOf(one)));
    const { source: from, target: to } = this.#options.flow.flow;
    const done = requests.length - due.length;
    const before = done === 0 ? '' : `; ${done} were compared before`;
    const say = `Comparing ${due.length} partitions of ${from} and ${to}${before}.`;
    this.#tell('replicate.compare-begun', say, { partitions: due.length, done });
    const outcomes = await compareAll(source, target, due, this.#compareOptions(this.#options.before?.open ?? {}));
    // Behind the source's end the walk has nothing to compare with; whatever the target holds there is foreign.
    const beyond = outcomes.flatMap(requestBeyond);
    const foreign = await compareAll(source, target, beyond, this.#compareOptions({}));
    for (const outcome of outcomes) {
      const key = keyOf(outcome.request);
      const more = foreign.filter((one) => keyOf(one.request) === key);
      // What was not looked at to its end is looked at again by the next --resume.
      const whole = [outcome, ...more].every((one) => one.comparison?.complete === true);
      if (whole) this.#done.set(key, verdictOfPartition([outcome, ...more]));
    }
    await this.#keeping;
    if (host.signal.aborted) await this.#keep();
    return requests.map(
      (one) =>
        this.#done.get(keyOf(one)) ??
        verdictOfPartition(outcomes.filter((outcome) => keyOf(outcome.request) === keyOf(one))),
    );
  }

  #compareOptions(open: Readonly<Record<string, CompareCheckpoint>>): CompareAllOptions {
    const { input, host } = this.#options;
    return {
      partitionsAtOnce: input.partitionsAtOnce,
      bytesPerSecond: input.bytesPerSecond,
      signal: host.signal,
      clock: systemClock,
      checkpointOf: (request) => open[keyOf(request)],
      onProgress: (progress, checkpoint) => this.#onProgress(progress, checkpoint),
      onOutcome: (outcome) => this.#onOutcome(outcome),
    };
  }

  #onProgress(progress: CompareProgress, checkpoint: () => CompareCheckpoint): void {
    const key = keyOf(progress);
    this.#progress.set(key, progress);
    this.#open.set(key, checkpoint);
    const nowMs = systemClock.monotonicMs();
    if (nowMs - this.#toldMs >= FIGURES_EVERY_MS) this.#tellFigures(nowMs);
    if (nowMs - this.#keptMs < KEEP_EVERY_MS) return;
    this.#keptMs = nowMs;
    this.#keeping = this.#keeping.then(() => this.#keep());
  }

  #onOutcome(outcome: CompareOutcome): void {
    const { topic, partition, verdict, records, first } = verdictOfPartition([outcome]);
    const at = first === null ? '' : `, first at offset ${first.offset}`;
    const say = `${topic}-${partition} ${verdict === 'equal' ? 'is equal' : verdict === 'differs' ? `differs${at}` : 'is not known to be equal'} (${formatCount(records)} records compared).`;
    this.#tell('replicate.compared', say, { topic, partition, verdict, records, first });
  }

  #tellFigures(nowMs: number): void {
    this.#toldMs = nowMs;
    const all = [...this.#progress.values()];
    const records = all.reduce((sum, one) => sum + one.recordsCompared, 0);
    const left = all.reduce((sum, one) => sum + one.to - one.next, 0);
    const perSecond = records / Math.max(0.001, (nowMs - this.#beganMs) / 1000);
    const { requests } = this.#options;
    const say = `${formatCount(records)} records compared (${formatCount(perSecond)}/s), ${formatCount(left)} offsets to go in the partitions begun, ${all.length} of ${requests.length} partitions begun`;
    this.#tell('replicate.comparing', say, {
      phase: 'comparing',
      records,
      left,
      begun: all.length,
      partitions: requests.length,
    });
  }

  async #keep(): Promise<void> {
    const { file, question, flow } = this.#options;
    const open = Object.fromEntries(
      [...this.#open].filter(([key]) => !this.#done.has(key)).map(([key, checkpoint]) => [key, checkpoint()]),
    );
    await writeVerifyFile(file, {
      format: 'tideover-verify/1',
      flow: flow.flow.name,
      question,
      done: [...this.#done.values()],
      open,
    });
  }

  #tell(type: string, say: string, data: Readonly<Record<string, unknown>>): void {
    this.#options.host.emit({ type, monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs(), say, data });
  }
}

function requestBeyond({ request, comparison }: CompareOutcome): readonly CompareRequest[] {
  if (comparison === null || !comparison.complete || request.to !== null) return [];
  const { source, target } = comparison;
  return target.end > source.end ? [{ ...request, from: Math.max(source.end, request.from ?? 0), to: target.end }] : [];
}
