// The acting door of mirrormaker2: Apache MirrorMaker 2 in dedicated mode behind the contract of replication.
import type { Clock, Emit, TopicPartition } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import { type Flow, type ReplicationMechanism, type Unsupported, unsupported } from '../../replication/core.ts';
import { emitConfig } from './config.ts';
import { MIRRORMAKER2 } from './core.ts';
import { mirrorMakerError } from './errors.ts';
import { judgeStatus } from './judge-status.ts';
import { type LogTail, logTail } from './log-tail.ts';
import { type Measure, measureOf } from '../measure.ts';
import type { Baseline } from '../position.ts';
import type { ReplicatingProcess } from '../process.ts';
import { awaitFirstRecord, canaryEnd, ensureCanary, readBaselines } from './start.ts';
import { selectPartitions } from '../select-partitions.ts';
import { stopAndProve } from '../stop-and-prove.ts';
import { type ReadInternalTopic, translateAt } from './translate.ts';
import type { MirrorMakerSite, MirrorMakerTuning } from './tuning.ts';

export type { InternalRecord, ReadInternalTopic } from './translate.ts';

export interface MirrorMakerOptions {
  readonly flow: Flow;
  readonly source: Cluster;
  readonly target: Cluster;
  /** How MirrorMaker's JVM reaches both sites. */
  readonly sites: { readonly source: MirrorMakerSite; readonly target: MirrorMakerSite };
  readonly tuning?: Partial<MirrorMakerTuning>;
  readonly launch: LaunchMirrorMaker;
  /** A process that an engine before this one has started, if it still runs. */
  readonly adopt?: () => Promise<ReplicatingProcess | null>;
  /** Reads the checkpoints topic; without it the positions are those that MirrorMaker has synced (up to two intervals older). */
  readonly readInternal?: ReadInternalTopic;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Bounds, milliseconds. */
  readonly startWithinMs?: number;
  readonly stopWithinMs?: number;
  readonly lookMs?: number;
}

/** Starts the JVM with these properties as its only argument's content. */
export type LaunchMirrorMaker = (properties: string) => Promise<ReplicatingProcess>;

const NO_BASELINE =
  'the target already held records when MirrorMaker was started, so its position in the source is not known';

const ERRORS_MAX_AGE_MS = 15_000;
const LAGGING_AFTER_MS = 5000;
const DRAIN_POLL_MS = 100;

/** The driver. Nothing is done before `start()`; `stop()` and `translateCommitted()` work without the source and in a new process. */
export function mirrorMaker2(options: MirrorMakerOptions): ReplicationMechanism {
  return new MirrorMaker2(options);
}

class MirrorMaker2 implements ReplicationMechanism {
  readonly name = MIRRORMAKER2.id;
  readonly flow: Flow;
  readonly capabilities = new Set(MIRRORMAKER2.capabilities);
  readonly #options: MirrorMakerOptions;
  #process: ReplicatingProcess | null = null;
  #tail: LogTail | undefined;
  #partitions: readonly TopicPartition[] | undefined;
  #baselines: ReadonlyMap<string, Baseline | null> = new Map();
  #measure: Measure | undefined;
  #firstRecordSeen = false;
  #stopped = false;

  constructor(options: MirrorMakerOptions) {
    this.#options = options;
    this.flow = options.flow;
  }

  async start(signal?: AbortSignal): Promise<void> {
    const { flow, source, target, clock, launch } = this.#options;
    const beganAt = clock.monotonicMs();
    const { partitions } = await selectPartitions(flow, source);
    if (partitions.length === 0) {
      const patterns = flow.topics.join(', ');
      throw mirrorMakerError('TIDE_MIRRORMAKER2_NO_TOPICS', { flow: flow.name, cluster: source.name, patterns });
    }
    this.#partitions = partitions;
    await ensureCanary(source);
    const canaryBefore = await canaryEnd(target);
    this.#baselines = await readBaselines(source, target, partitions);
    const adopted = (await this.#options.adopt?.()) ?? null;
    const process = adopted ?? (await launch(emitConfig(flow, this.#options.sites, this.#options.tuning)));
    this.#setProcess(process);
    this.#tell('mirrormaker2.launched', `MirrorMaker runs as process ${process.pid}.`, {
      pid: process.pid,
      log: process.logFile,
      adopted: adopted !== null,
    });
    const withinMs = this.#options.startWithinMs ?? 60_000;
    await awaitFirstRecord({ flow, source, target, partitions, process, canaryBefore, clock, withinMs, signal });
    this.#firstRecordSeen = true;
    const tookMs = clock.monotonicMs() - beganAt;
    this.#tell(
      'mirrormaker2.copying',
      `MirrorMaker copies ${partitions.length} partitions from ${flow.source} to ${flow.target}.`,
      { tookMs },
    );
  }

  async status(): ReturnType<ReplicationMechanism['status']> {
    const errors = (await this.#tail?.recent(ERRORS_MAX_AGE_MS)) ?? [];
    return judgeStatus({
      running: this.#process === null ? null : this.#process.running(),
      stopped: this.#stopped,
      firstRecordSeen: this.#firstRecordSeen,
      logFile: this.#process?.logFile ?? 'none',
      errors,
      exposure: await this.exposure(),
      laggingAfterMs: LAGGING_AFTER_MS,
    });
  }

  async exposure(): ReturnType<ReplicationMechanism['exposure']> {
    const partitions = this.#partitions ?? [];
    if (partitions.length === 0) {
      return {
        monotonicMs: this.#options.clock.monotonicMs(),
        partitions: [],
        records: null,
        ms: null,
        why: 'MirrorMaker was not started by this process',
      };
    }
    this.#measure ??= this.#newMeasure(partitions);
    return await this.#measure.sample();
  }

  async translateCommitted(group: string): ReturnType<ReplicationMechanism['translateCommitted']> {
    const { target, flow, readInternal } = this.#options;
    const partitions = await this.#partitionsAtTarget();
    return await translateAt(target, group, partitions, `${flow.source}.checkpoints.internal`, readInternal);
  }

  async drain(withinMs: number): Promise<true | Unsupported> {
    const { clock, flow } = this.#options;
    const deadline = clock.monotonicMs() + withinMs;
    let why = 'no time was given';
    while (clock.monotonicMs() < deadline) {
      const exposure = await this.exposure();
      if (exposure.records === 0) return true;
      why =
        exposure.records === null
          ? (exposure.why ?? 'exposure is unknown')
          : `${exposure.records} records are still missing`;
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    return unsupported(
      'drain',
      `${flow.target} did not reach the end of ${flow.source} within ${withinMs} ms: ${why}`,
      'Stop the writers and try again; if the source is lost, fail over instead.',
    );
  }

  async stop(): ReturnType<ReplicationMechanism['stop']> {
    const { target, clock } = this.#options;
    if (this.#process === null) this.#setProcess((await this.#options.adopt?.()) ?? null);
    const proof = await stopAndProve({
      process: this.#process,
      name: 'MirrorMaker',
      target,
      partitions: await this.#partitionsAtTarget(),
      clock,
      stopWithinMs: this.#options.stopWithinMs ?? 500,
      equalReads: 3,
      readEveryMs: 50,
      proofWithinMs: 3000,
    });
    this.#stopped = proof.stopped;
    this.#tell('mirrormaker2.stopped', proof.evidence.join('; '), { stopped: proof.stopped, evidence: proof.evidence });
    return proof;
  }

  async reverse(): Promise<Unsupported> {
    return await Promise.resolve(
      unsupported(
        'reverse',
        'MirrorMaker cannot cut the old tail, and with equal topic names it copies records round and round when both directions run.',
        'Stop it, archive the old tail, recreate the topics at the old site, and begin a new flow.',
      ),
    );
  }

  #setProcess(process: ReplicatingProcess | null): void {
    this.#process = process;
    this.#stopped = false;
    this.#tail = process === null ? undefined : logTail([process.logFile], this.#options.clock);
  }

  /** What the flow copies, as the target knows it: the source need not answer. */
  async #partitionsAtTarget(): Promise<readonly TopicPartition[]> {
    this.#partitions ??= (await selectPartitions(this.flow, this.#options.target)).partitions;
    return this.#partitions;
  }

  #newMeasure(partitions: readonly TopicPartition[]): Measure {
    const { source, target, clock } = this.#options;
    return measureOf({
      source,
      target,
      partitions,
      noBaselineWhy: NO_BASELINE,
      baselines: this.#baselines,
      clock,
      lookMs: this.#options.lookMs ?? 1500,
      onSilence: (why) => this.#tell('mirrormaker2.source-silent', `Exposure is unknown: ${why}.`, { why }),
      onAnswer: (silentMs) => this.#tell('mirrormaker2.source-answers', `${source.name} answers again.`, { silentMs }),
    });
  }

  #tell(type: string, say: string, data: Readonly<Record<string, unknown>>): void {
    const { clock, emit } = this.#options;
    emit({ type, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs(), say, data });
  }
}
