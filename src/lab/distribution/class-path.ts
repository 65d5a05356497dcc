// Which jars go on the class path, in which order: explicit, because a class archive is valid for exactly one class path.

/** Parts of the dependencies that neither brokers nor tools nor MirrorMaker without REST load (checked with the class-load log). */
const NOT_NEEDED: readonly string[] = [
  'activation',
  'aopalliance',
  'commons-beanutils',
  'commons-collections',
  'commons-digester',
  'commons-logging',
  'hk2-',
  'jackson-jakarta-rs',
  'jackson-module-jakarta',
  'jakarta.activation',
  'jakarta.inject',
  'jakarta.validation',
  'jakarta.ws',
  'jakarta.xml',
  'javassist',
  'javax.activation',
  'jaxb',
  'jersey',
  'jetty',
  'osgi',
  'plexus',
  'scala-reflect',
  'swagger',
];

/** Jars without which no broker starts; their absence means that a folder is no Kafka. */
const ESSENTIAL: readonly string[] = ['kafka-clients', 'kafka_', 'kafka-server', 'kafka-tools', 'connect-mirror'];

/** The jars of a folder that the lab puts on the class path, sorted by name. */
export function neededJars(fileNames: readonly string[]): readonly string[] {
  return fileNames
    .filter((name) => name.endsWith('.jar') && !name.endsWith('-sources.jar') && !name.endsWith('-javadoc.jar'))
    .filter((name) => !NOT_NEEDED.some((prefix) => name.startsWith(prefix)))
    .toSorted();
}

/** Names of the essential parts that a folder lacks. */
export function missingParts(fileNames: readonly string[]): readonly string[] {
  return ESSENTIAL.filter((prefix) => !fileNames.some((name) => name.startsWith(prefix) && name.endsWith('.jar')));
}

/** The version of Kafka in a folder of jars, read from the name of kafka-clients; undefined when there is none. */
export function versionOf(fileNames: readonly string[]): string | undefined {
  for (const name of fileNames) {
    const match = /^kafka-clients-(\d[\w.-]*)\.jar$/.exec(name);
    if (match?.[1] !== undefined) return match[1];
  }
  return undefined;
}
