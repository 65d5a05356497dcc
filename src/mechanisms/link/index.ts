// The acting door of the link driver: the offset-preserving link, in its own process, behind the contract of replication.
import { type Clock, type Emit, type TopicPartition, keyOf } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import type { LinkOptions, LinkStatus, PartitionState } from '../../link/core.ts';
import { type LinkProcessState, askLinkStatus, readLinkState } from '../../link/index.ts';
import {
  type Exposure,
  type Flow,
  type MechanismStatus,
  type ReplicationMechanism,
  type StopProof,
  type TranslatedPosition,
  type Unsupported,
  unsupported,
} from '../../replication/core.ts';
import { type Measure, measureOf } from '../measure.ts';
import type { ReplicatingProcess } from '../process.ts';
import { selectPartitions } from '../select-partitions.ts';
import { stopAndProve } from '../stop-and-prove.ts';
import { LINK } from './core.ts';
import { linkDriverError } from './errors.ts';
import { judgeLink } from './judge-status.ts';

export interface LaunchedLink extends ReplicatingProcess {
  readonly stateFile: string;
}

export interface LinkDriverOptions {
  readonly link: LinkOptions;
  readonly source: Cluster;
  readonly target: Cluster;
  /** Starts the link's own process with these options. */
  readonly launch: (link: LinkOptions) => Promise<LaunchedLink>;
  /** A process that an engine before this one has started, if it still runs. */
  readonly adopt?: () => Promise<LaunchedLink | null>;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly startWithinMs?: number;
  readonly stopWithinMs?: number;
  readonly lookMs?: number;
}

const LAGGING_AFTER_MS = 5000;
/** `proving`: both logs were surveyed, and the first batch goes out alone as soon as there is one. */
const COPIES: ReadonlySet<PartitionState> = new Set(['proving', 'copying']);
const POLL_MS = 50;
const NO_POSITION = 'the target has no such partition yet';

/** Nothing is done before `start()`; `stop()` and `translateCommitted()` work without the source and in a new process. */
export function offsetLink(options: LinkDriverOptions): ReplicationMechanism {
  return new OffsetLink(options);
}

class OffsetLink implements ReplicationMechanism {
  readonly name = LINK.id;
  readonly flow: Flow;
  readonly capabilities = new Set(LINK.capabilities);
  readonly #options: LinkDriverOptions;
  #process: LaunchedLink | null = null;
  #partitions: readonly TopicPartition[] | undefined;
  #measure: Measure | undefined;
  #stopped = false;

  constructor(options: LinkDriverOptions) {
    this.#options = options;
    this.flow = options.link.flow;
  }

  async start(signal?: AbortSignal): Promise<void> {
    const { source, clock, launch, link } = this.#options;
    const beganAt = clock.monotonicMs();
    const { partitions } = await selectPartitions(this.flow, source);
    if (partitions.length === 0) {
      const patterns = this.flow.topics.join(', ');
      throw linkDriverError('TIDE_LINK_DRIVER_NO_TOPICS', { flow: this.flow.name, cluster: source.name, patterns });
    }
    this.#partitions = partitions;
    const adopted = (await this.#options.adopt?.()) ?? null;
    const process = adopted ?? (await launch(link));
    this.#process = process;
    this.#stopped = false;
    this.#tell('link.launched', `The link runs as process ${process.pid}.`, {
      pid: process.pid,
      log: process.logFile,
      adopted: adopted !== null,
    });
    await this.#copying(process, partitions, signal);
    const tookMs = clock.monotonicMs() - beganAt;
    const say = `The link copies ${partitions.length} partitions from ${this.flow.source} to ${this.flow.target}.`;
    this.#tell('link.copying', say, { tookMs });
  }

  async status(): Promise<MechanismStatus> {
    return judgeLink({
      running: this.#process === null ? null : this.#process.running(),
      stopped: this.#stopped,
      word: await this.word(),
      exposure: await this.exposure(),
      laggingAfterMs: LAGGING_AFTER_MS,
      logFile: this.#process?.logFile ?? 'none',
    });
  }

  /** What the link says of itself; null when it does not answer. */
  async word(): Promise<LinkStatus | null> {
    const state = await this.#state();
    if (state === null) return null;
    try {
      return (await askLinkStatus(state)).link;
    } catch {
      return null;
    }
  }

  async exposure(): Promise<Exposure> {
    const partitions = this.#partitions ?? [];
    if (partitions.length === 0) {
      const monotonicMs = this.#options.clock.monotonicMs();
      return { monotonicMs, partitions: [], records: null, ms: null, why: 'the link was not started by this process' };
    }
    this.#measure ??= this.#newMeasure(partitions);
    return await this.#measure.sample();
  }

  /** The link keeps positions exact at the target, clamped to its high watermark: what is stored there is the answer. */
  async translateCommitted(group: string): Promise<readonly TranslatedPosition[]> {
    const { target } = this.#options;
    const partitions = await this.#partitionsAtTarget();
    const [committed, ranges] = await Promise.all([
      target.committed(group, partitions),
      target.logRanges(partitions, 'uncommitted'),
    ]);
    const stored = new Map(committed.offsets.map((one) => [keyOf(one), one.offset]));
    const ends = new Map(ranges.map((range) => [keyOf(range), range.end.offset]));
    return partitions.map(({ topic, partition }) => {
      const key = keyOf({ topic, partition });
      const [offset, end] = [stored.get(key) ?? null, ends.get(key)];
      if (offset === null || end === undefined) return { group, topic, partition, offset: null, how: 'none' };
      const how =
        offset > end ? `copied by the link, clamped from ${offset} to the log end` : 'copied by the link, exact';
      return { group, topic, partition, offset: Math.min(offset, end), how };
    });
  }

  async drain(withinMs: number): Promise<true | Unsupported> {
    const { clock } = this.#options;
    const deadline = clock.monotonicMs() + withinMs;
    let why = 'no time was given';
    while (clock.monotonicMs() < deadline) {
      const exposure = await this.exposure();
      if (exposure.records === 0) return true;
      why =
        exposure.records === null
          ? (exposure.why ?? 'exposure is unknown')
          : `${exposure.records} records are still missing`;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return unsupported(
      'drain',
      `${this.flow.target} did not reach the end of ${this.flow.source} within ${withinMs} ms: ${why}`,
      'Stop the writers and try again; if the source is lost, fail over instead.',
    );
  }

  async stop(): Promise<StopProof> {
    const { target, clock } = this.#options;
    this.#process ??= (await this.#options.adopt?.()) ?? null;
    const proof = await stopAndProve({
      process: this.#process,
      name: 'the link',
      target,
      partitions: await this.#partitionsAtTarget(),
      clock,
      stopWithinMs: this.#options.stopWithinMs ?? 1000,
      equalReads: 3,
      readEveryMs: 50,
      proofWithinMs: 3000,
    });
    this.#stopped = proof.stopped;
    this.#tell('link.stop-proven', proof.evidence.join('; '), { stopped: proof.stopped, evidence: proof.evidence });
    return proof;
  }

  async reverse(): Promise<Unsupported> {
    return await Promise.resolve(
      unsupported(
        'reverse',
        'A way back begins at a checked divergence point (law 12), which only a failback knows.',
        'Run: tideover failback',
      ),
    );
  }

  async #copying(
    process: LaunchedLink,
    partitions: readonly TopicPartition[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { clock } = this.#options;
    const { name: flow, source, target } = this.flow;
    const withinMs = this.#options.startWithinMs ?? 60_000;
    const deadline = clock.monotonicMs() + withinMs;
    const log = process.logFile;
    let missing = 'its state file';
    while (clock.monotonicMs() < deadline) {
      signal?.throwIfAborted();
      if (!process.running()) throw linkDriverError('TIDE_LINK_DRIVER_DIED', { flow, telling: missing, log });
      const word = await this.word();
      if (word !== null) {
        const copying = new Set(word.partitions.filter((one) => COPIES.has(one.state)).map(keyOf));
        const absent = partitions.filter((one) => !copying.has(keyOf(one)));
        if (absent.length === 0) return;
        missing = `${absent.length} of ${partitions.length} partitions${faultOf(word)}`;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw linkDriverError('TIDE_LINK_DRIVER_NOT_COPYING', { flow, source, target, withinMs, missing, log });
  }

  async #state(): Promise<LinkProcessState | null> {
    if (this.#process === null) return null;
    const state = await readLinkState(this.#process.stateFile);
    return state?.pid === this.#process.pid ? state : null;
  }

  /** What the flow copies, as the target knows it: the source need not answer. */
  async #partitionsAtTarget(): Promise<readonly TopicPartition[]> {
    this.#partitions ??= (await selectPartitions(this.flow, this.#options.target)).partitions;
    return this.#partitions;
  }

  #newMeasure(partitions: readonly TopicPartition[]): Measure {
    const { source, target, clock, link } = this.#options;
    const shifts = new Map((link.starts ?? []).map((start) => [keyOf(start), start.shift]));
    return measureOf({
      source,
      target,
      partitions,
      noBaselineWhy: NO_POSITION,
      baselines: new Map(
        partitions.map((one) => {
          const shift = shifts.get(keyOf(one)) ?? 0;
          return [keyOf(one), { source: Math.max(0, -shift), target: Math.max(0, shift) }];
        }),
      ),
      clock,
      lookMs: this.#options.lookMs ?? 1500,
      onSilence: (why) => this.#tell('link.source-silent', `Exposure is unknown: ${why}.`, { why }),
      onAnswer: (silentMs) => this.#tell('link.source-answers', `${source.name} answers again.`, { silentMs }),
    });
  }

  #tell(type: string, say: string, data: Readonly<Record<string, unknown>>): void {
    const { clock, emit } = this.#options;
    emit({ type, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs(), say, data });
  }
}

function faultOf(word: LinkStatus): string {
  const held = word.partitions.find((one) => one.fault !== null);
  return held?.fault ? ` (${held.topic}-${held.partition}: ${held.fault.say})` : '';
}
