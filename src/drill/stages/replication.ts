// Replication of a drill: the flow that runs now, from the start to the failover, and again after the way back.
import type { LabProcess } from '../../lab/core.ts';
import type { ReplicationMechanism } from '../../replication/core.ts';
import type { ConfigurationSnapshot } from '../../report/core.ts';
import type { Stage } from '../stage.ts';
import { type Direction, type DrillMechanism, mechanismOf } from './mechanism.ts';

const DRAIN_WITHIN_MS = 30_000;

export class Replication {
  readonly #stage: Stage;
  readonly #all: DrillMechanism[] = [];
  #now: DrillMechanism | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** From the primary to the standby, first or again; null in scenarios without replication. */
  get mechanism(): ReplicationMechanism | null {
    return this.#now?.mechanism ?? null;
  }

  /** Starts the flow; returns when it copies. */
  async start(direction: Direction): Promise<void> {
    const next = this.make(direction);
    await next.mechanism.start(this.#stage.signal);
    this.#now = next;
  }

  /** A flow that somebody else starts and stops (the way back); its processes end with the drill like all others. */
  make(direction: Direction): DrillMechanism {
    const made = mechanismOf(this.#stage, direction);
    this.#all.push(made);
    return made;
  }

  /** The processes that replicate now. */
  processes(): readonly LabProcess[] {
    return this.#all.flatMap((each) => each.processes).filter((process) => process.running());
  }

  /** After the workload: a source that still serves is copied to its end first; then what is missing afterwards was lost, not late. */
  async finish(): Promise<void> {
    const { mechanism } = this;
    if (mechanism === null || this.processes().length === 0) return;
    const drained = await mechanism.drain(DRAIN_WITHIN_MS);
    if (drained !== true) this.#stage.gaps.push(`Replication did not reach the end of the source: ${drained.why}.`);
    await mechanism.stop();
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes().map((process) => process.stop(2000)));
  }

  snapshots(): readonly ConfigurationSnapshot[] {
    return this.#all.slice(0, 1).flatMap((each) => each.snapshots());
  }
}

/** Returns when a first record can go from the primary to the standby. */
export async function startReplication(stage: Stage): Promise<Replication> {
  const replication = new Replication(stage);
  if (stage.scenario.mechanism !== null)
    await replication.start({ source: stage.primary, target: stage.standby, generation: 1 });
  return replication;
}
