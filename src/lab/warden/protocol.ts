// What the lab's parent and its warden say to each other over their channel.
import type { ProcessIdentity } from '../processes/proc.ts';

export interface SpawnOrder {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdoutFile: string;
  readonly stderrFile: string;
}

export type Order =
  | { readonly op: 'claim'; readonly slots: readonly SlotCandidate[] }
  | { readonly op: 'spawn'; readonly order: SpawnOrder }
  | { readonly op: 'shutdown' };

/** A loopback network and everything the lab will listen on there. */
export interface SlotCandidate {
  readonly slot: number;
  readonly endpoints: readonly (readonly [string, number])[];
}

export type Answer =
  | { readonly op: 'claimed'; readonly slot: number }
  | { readonly op: 'not-claimed'; readonly taken: number; readonly busy: readonly [string, number] | null }
  | { readonly op: 'spawned'; readonly identity: ProcessIdentity }
  | { readonly op: 'failed'; readonly reason: string }
  | { readonly op: 'gone'; readonly left: readonly ProcessIdentity[] };

export type ToWarden = Order & { readonly id: number };
export type FromWarden =
  | { readonly id: number; readonly answer: Answer }
  | { readonly exit: number; readonly code: number | null; readonly signal: string | null };

/** Told to the warden when it is started, as its only argument (JSON). */
export interface WardenOptions {
  readonly labId: string;
  readonly runDir: string;
  readonly cache: string;
  /** The parent's identity, for the register. */
  readonly parent: ProcessIdentity;
  /** Folder thrown away at the end, or null to keep it. */
  readonly dataFolder: string | null;
}
