// What a workload process is told when it starts: everything a stock application would have in its configuration file, and nothing later.

/** JSON given as the only argument (a path to a file with it) of a producer process. */
export interface ProducerProcessSpec {
  readonly run: string;
  readonly process: string;
  readonly kind: 'node' | 'java' | 'librdkafka';
  readonly site: string;
  readonly pointedAt: string;
  readonly session: string;
  readonly bootstrap: readonly string[];
  /** Java-style client properties: security and the settings of the profile. */
  readonly properties: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly partitions: readonly number[];
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  /** Left out: the schedule has no end. */
  readonly recordsPerPartition?: number;
  /** Where the history goes. */
  readonly historyFile: string;
  /** CLOCK_MONOTONIC milliseconds at which the schedule starts; ends by SIGTERM. */
  readonly startAt: number;
  /** For kind java: how to run the stock tool. */
  readonly java?: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  /** Pair (monotonicMs, wallMs) to convert the stock tools' wall-clock stamps. */
  readonly clock: { readonly monotonicMs: number; readonly wallMs: number };
}

export interface ConsumerProcessSpec {
  readonly run: string;
  readonly process: string;
  readonly kind: 'node' | 'java' | 'librdkafka';
  readonly site: string;
  readonly pointedAt: string;
  readonly group: string;
  readonly member: string;
  readonly bootstrap: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly commitIntervalMs: number;
  /** Records at or above this offset are not processed; left out: all are. */
  readonly untilOffset?: number;
  readonly historyFile: string;
  readonly java?: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  readonly clock: { readonly monotonicMs: number; readonly wallMs: number };
}

/** The final read of one site: every partition from its first offset to its log end, by a public client's own consumer. */
export interface FinalReadSpec {
  readonly run: string;
  readonly site: string;
  readonly bootstrap: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly topics: readonly { readonly name: string; readonly partitions: number }[];
  readonly groups: readonly string[];
  readonly historyFile: string;
  readonly withinMs: number;
  /** Which read of the site this is (see HistoryHeader); left out: the one at the end. */
  readonly when?: 'end' | 'recovered';
}
