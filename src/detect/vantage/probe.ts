// Probe: one bounded look at a site over its established connections, and one over a fresh connection.
import { isTideError } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import type { Cluster, ConnectOptions } from '../../kafka/core.ts';
import { connectCluster } from '../../kafka/index.ts';
import { detectError } from '../errors.ts';
import type { Observation, ObservationOutcome } from '../observation.ts';
import type { StallWatch } from './stall-watch.ts';
import type { VantageSpec, WatchSpec } from './spec.ts';

/** What differs from observation to observation. */
type Finding = Pick<Observation, 'at' | 'kind' | 'connection' | 'outcome' | 'latencyMs' | 'detail'>;

export interface Probe {
  /** One tick; never throws, ends within deadlineMs and a little. */
  look(turn: number): Promise<void>;
  close(): Promise<void>;
}

/** Errors of our own set-up say nothing about the site. */
const OUR_FAULT: ReadonlySet<string> = new Set(['CONFIG', 'USAGE']);
const UNKNOWN_TOPIC_OR_PARTITION = 3;

export function probeOf(
  spec: VantageSpec,
  watch: WatchSpec,
  stalls: StallWatch,
  tell: (observation: Observation) => void,
): Probe {
  const { deadlineMs } = spec;
  const options = (retries: number, bootstrap: readonly string[]): ConnectOptions => ({
    name: watch.site,
    bootstrap,
    properties: { 'client.id': `tideover-${spec.vantage}`, ...watch.properties },
    requestTimeoutMs: deadlineMs,
    connectTimeoutMs: deadlineMs,
    retries,
  });
  const say = (finding: Finding): void => {
    const { vantage, site: vantageSite, role } = spec;
    const stalledMs = stalls.stalledDuring(finding.at, finding.at + finding.latencyMs);
    const silenced = stalledMs > 0 && finding.outcome !== 'ok';
    const detail = silenced ? `the vantage itself stood still for ${Math.round(stalledMs)} ms` : finding.detail;
    const outcome = silenced ? 'void' : finding.outcome;
    tell({ vantage, vantageSite, role, watched: watch.site, ...finding, outcome, detail });
  };
  const established = new Established(spec.topic, () => connectCluster(options(1, watch.bootstrap)));

  const roundTrip = async (turn: number): Promise<void> => {
    const at = systemClock.monotonicMs();
    const common = { at, connection: 'established' } as const;
    try {
      const trip = await within(deadlineMs, established.roundTrip(turn, deadlineMs));
      const detail = `${spec.topic}-${trip.partition} offset ${trip.offset}`;
      const latencyMs = systemClock.monotonicMs() - at;
      say({ ...common, kind: 'produce', outcome: 'ok', latencyMs: trip.produceMs, detail });
      say({ ...common, kind: 'fetch', outcome: 'ok', latencyMs: trip.fetchMs, detail });
      say({ ...common, kind: 'round-trip', outcome: 'ok', latencyMs, detail });
    } catch (error) {
      say({ ...common, kind: 'round-trip', latencyMs: systemClock.monotonicMs() - at, ...failureOf(error) });
    }
  };
  const fresh = async (turn: number): Promise<void> => {
    const at = systemClock.monotonicMs();
    const common = { at, kind: 'metadata', connection: 'fresh' } as const;
    const rotated = watch.bootstrap.map((_, i) => watch.bootstrap[(i + turn) % watch.bootstrap.length]!);
    try {
      const cluster = await within(deadlineMs, connectCluster(options(0, rotated)));
      await cluster.close();
      say({ ...common, outcome: 'ok', latencyMs: systemClock.monotonicMs() - at, detail: rotated[0] ?? '' });
    } catch (error) {
      say({ ...common, latencyMs: systemClock.monotonicMs() - at, ...failureOf(error) });
    }
  };
  return {
    look: async (turn) => {
      await Promise.all([roundTrip(turn), fresh(turn)]);
    },
    close: () => established.close(),
  };
}

class TooLate extends Error {}

/** The cluster's own bounds hold already; this one holds if they do not. */
async function within<T>(boundMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooLate(`no answer within ${boundMs} ms`)), boundMs + 100);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failureOf(error: unknown): { readonly outcome: ObservationOutcome; readonly detail: string } {
  if (error instanceof TooLate) return { outcome: 'timeout', detail: error.message };
  if (!isTideError(error)) return { outcome: 'fail', detail: String(error) };
  const ours = OUR_FAULT.has(error.exit) || error.fields['kafkaCode'] === UNKNOWN_TOPIC_OR_PARTITION;
  if (ours) return { outcome: 'void', detail: `${error.code}: ${error.message}` };
  const detail = `${error.code}: ${error.why}`;
  return { outcome: error.code === 'TIDE_KAFKA_TIMEOUT' ? 'timeout' : 'fail', detail };
}

/** The connection that stays, opened at the first probe that gets through. */
class Established {
  readonly #topic: string;
  readonly #connect: () => Promise<Cluster>;
  #cluster: Promise<Cluster> | undefined;
  #partitions: readonly number[] = [];

  constructor(topic: string, connect: () => Promise<Cluster>) {
    this.#topic = topic;
    this.#connect = connect;
  }

  async roundTrip(
    turn: number,
    withinMs: number,
  ): Promise<{
    readonly partition: number;
    readonly offset: number;
    readonly produceMs: number;
    readonly fetchMs: number;
  }> {
    const end = systemClock.monotonicMs() + withinMs;
    const cluster = await this.#open();
    if (this.#partitions.length === 0) {
      const topics = await cluster.topics([this.#topic]);
      this.#partitions = (topics[0]?.partitions ?? []).map((one) => one.partition);
    }
    if (this.#partitions.length === 0)
      throw detectError('TIDE_DETECT_SPEC', { detail: `topic ${this.#topic} does not exist` });
    const partition = this.#partitions[turn % this.#partitions.length]!;
    const left = Math.max(1, end - systemClock.monotonicMs());
    return { partition, ...(await cluster.roundTrip({ topic: this.#topic, partition }, left)) };
  }

  async close(): Promise<void> {
    const cluster = await this.#cluster?.catch(() => undefined);
    await cluster?.close();
  }

  #open(): Promise<Cluster> {
    if (this.#cluster !== undefined) return this.#cluster;
    const opening = this.#connect();
    this.#cluster = opening;
    opening.catch(() => {
      if (this.#cluster === opening) this.#cluster = undefined;
    });
    return opening;
  }
}
