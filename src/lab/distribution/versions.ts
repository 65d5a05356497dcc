// The versions of Apache Kafka the lab knows, and what each needs from Maven. The one place that names versions.

export const DEFAULT_KAFKA_VERSION = '4.3.1';

export interface KafkaVersion {
  readonly version: string;
  readonly scala: string;
  /** Lowest Java feature version its brokers run on. */
  readonly java: number;
  /** Binding of slf4j 1.7 to log4j 2, the same for all. */
  readonly log4j: string;
}

export const KAFKA_VERSIONS: readonly KafkaVersion[] = [
  { version: DEFAULT_KAFKA_VERSION, scala: '2.13', java: 17, log4j: '2.24.3' },
];

/** Pinned, so that every Maven does the same. */
export const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** Artifacts of org.apache.kafka that the lab runs: broker, tools, Connect, MirrorMaker. `kafka` gets the Scala suffix. */
export const KAFKA_ARTIFACTS: readonly string[] = [
  'kafka',
  'kafka-tools',
  'connect-runtime',
  'connect-mirror',
  'connect-mirror-client',
  'connect-json',
];
