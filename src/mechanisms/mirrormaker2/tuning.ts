// Shapes and defaults of the MirrorMaker 2 configuration, each default with its reason.

/** The topic that proves copying: one record is written to it at the source and waited for at the target. */
export const CANARY_TOPIC = 'tideover-mirror-canary';

/** How MirrorMaker reaches one site, seen from where its JVM runs. */
export interface MirrorMakerSite {
  /** `host:port` list. */
  readonly bootstrap: readonly string[];
  /** Java client properties: security. */
  readonly properties: Readonly<Record<string, string>>;
  /** Number of brokers; bounds the replication factor of what is created there. */
  readonly brokers: number;
}

export interface MirrorMakerTuning {
  /** Tasks over which partitions are dealt. */
  readonly tasks: number;
  /** Checkpoints, group positions, offset flush: seconds, at least 1. */
  readonly intervalSeconds: number;
  /** How soon new topics and groups are seen, seconds. */
  readonly refreshSeconds: number;
  /** Wait for a fuller batch at the target, milliseconds. */
  readonly lingerMs: number;
  /** none, lz4, zstd, snappy, gzip: of what is written to the target. */
  readonly compression: string;
  /** After this time without an answer the source's clients complain, milliseconds (Kafka's default of 30 s hides a silent source, law 18). */
  readonly sourceTimeoutMs: number;
  /** Highest replication factor of topics made at the target. */
  readonly replicationFactor: number;
}

export const DEFAULT_TUNING: MirrorMakerTuning = {
  tasks: 2,
  intervalSeconds: 1,
  refreshSeconds: 5,
  lingerMs: 5,
  compression: 'none',
  sourceTimeoutMs: 5000,
  replicationFactor: 3,
};

/** How the JVM is best started: small heap, first compiler only (law 26). */
export const MIRRORMAKER2_JVM = {
  mainClass: 'org.apache.kafka.connect.mirror.MirrorMaker',
  heapMb: 512,
  jvmOptions: ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xss256k'],
  archive: 'mirrormaker',
} as const;
