// What the driver needs of a MirrorMaker process; whoever composes it brings the launcher (the room knows no lab).

export interface MirrorMakerProcess {
  readonly pid: number;
  running(): boolean;
  /** Asks it to end and kills it after the bound (milliseconds); resolves when it is gone. */
  stop(withinMs?: number): Promise<unknown>;
  /** Its standard output or log; shown to people and searched for errors. */
  readonly logFile: string;
}

/** Starts the JVM with these properties as its only argument's content. */
export type LaunchMirrorMaker = (properties: string) => Promise<MirrorMakerProcess>;
