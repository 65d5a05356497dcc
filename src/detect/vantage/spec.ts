// What a vantage process is told when it starts.
import type { LeaseServiceOptions } from '../lease/service.ts';

export interface WatchSpec {
  /** The site whose cluster is probed. */
  readonly site: string;
  readonly bootstrap: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

export interface VantageSpec {
  readonly vantage: string;
  /** Where it runs. */
  readonly site: string;
  readonly role: 'site' | 'witness';
  readonly watch: readonly WatchSpec[];
  /** Exists already, ideally with one partition led by each broker (see CANARY_TOPIC). */
  readonly topic: string;
  readonly probeEveryMs: number;
  readonly deadlineMs: number;
  /** `host:port` of collectObservations, or null. */
  readonly report: string | null;
  /** JSON lines, or null. */
  readonly file: string | null;
  /** The witness process serves leases when this is given. */
  readonly lease?: LeaseServiceOptions;
}

/** The topic of the probes, made by the engine before; site-local, never replicated. */
export const CANARY_TOPIC = '__tideover_canary';
