// The event envelope: every room tells what happens as data; terminal, JSON lines and report are listeners of one stream.

export interface TideEvent {
  /** `room.what`, e.g. `lab.broker-started`. Declared in the room's events.ts. */
  readonly type: string;
  /** Monotonic milliseconds (see Clock). */
  readonly monotonicMs: number;
  /** Wall-clock milliseconds, for people. */
  readonly wallMs: number;
  /** One sentence for a person. */
  readonly say: string;
  /** Details for programs; no payload bytes, no secrets. */
  readonly data: Readonly<Record<string, unknown>>;
}

export type Emit = (event: TideEvent) => void;

/** What a room's events.ts declares: type -> what its data holds, one sentence each; the docs page is generated from it. */
export type EventTable = Readonly<Record<string, string>>;
