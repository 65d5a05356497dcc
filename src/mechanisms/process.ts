// What a driver needs of a replicating process; whoever composes it brings the launcher (the room knows no lab).

export interface ReplicatingProcess {
  readonly pid: number;
  running(): boolean;
  /** Asks it to end and kills it after the bound (milliseconds); resolves when it is gone. */
  stop(withinMs?: number): Promise<unknown>;
  /** Its standard output or log; shown to people and searched for errors. */
  readonly logFile: string;
}
