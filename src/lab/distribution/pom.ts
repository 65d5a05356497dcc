// The pom that fetches one version of Kafka; text, so that the package has no data file to lose.
import { KAFKA_ARTIFACTS } from './versions.ts';
import type { KafkaVersion } from './versions.ts';

/** The Maven project whose dependencies are the lab's jars. */
export function pomOf(kafka: KafkaVersion): string {
  const dependency = (group: string, artifact: string, version: string): string =>
    `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  const dependencies = [
    ...KAFKA_ARTIFACTS.map((name) =>
      dependency('org.apache.kafka', name === 'kafka' ? `kafka_${kafka.scala}` : name, kafka.version),
    ),
    dependency('org.apache.logging.log4j', 'log4j-core', kafka.log4j),
    dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', kafka.log4j),
  ];
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '  <modelVersion>4.0.0</modelVersion>',
    '  <groupId>tideover</groupId><artifactId>lab</artifactId><version>1</version><packaging>pom</packaging>',
    '  <dependencies>',
    ...dependencies,
    '  </dependencies>',
    '</project>',
    '',
  ].join('\n');
}
