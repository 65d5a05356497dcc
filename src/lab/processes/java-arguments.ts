// The command line of a JVM of the lab.
import { delimiter } from 'node:path';
import type { Distribution } from '../distribution/resolve.ts';

export interface JvmOptions {
  readonly distribution: Distribution;
  readonly hostsFile: string;
  readonly log4jFile: string;
  readonly heapMb: number;
  /** Options that concern the class archive. */
  readonly archive: readonly string[];
  readonly jvmOptions: readonly string[];
  readonly mainClass: string;
  readonly args: readonly string[];
}

/** Serial collector and the quick compiler only: a drill is short, and six brokers share few cores (facts law 26). */
const SMALL: readonly string[] = ['-Xss256k', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];

export function javaArguments(options: JvmOptions): readonly string[] {
  return [
    `-Xmx${options.heapMb}m`,
    ...SMALL,
    ...options.archive,
    `-Djdk.net.hosts.file=${options.hostsFile}`,
    '-Djava.net.preferIPv4Stack=true',
    '-Djava.awt.headless=true',
    `-Dlog4j2.configurationFile=${options.log4jFile}`,
    '-Dlog4j2.disableJmx=true',
    ...options.jvmOptions,
    '-cp',
    options.distribution.jars.join(delimiter),
    options.mainClass,
    ...options.args,
  ];
}

/** log4j2.properties: everything to stdout, which the lab keeps in one file per process. */
export const LOG4J_PROPERTIES = [
  'rootLogger.level = INFO',
  'rootLogger.appenderRef.out.ref = out',
  'appender.out.type = Console',
  'appender.out.name = out',
  'appender.out.layout.type = PatternLayout',
  'appender.out.layout.pattern = [%d] %p %m (%c)%n',
  '',
].join('\n');

/** For tools whose stdout is data: warnings and errors only, to stderr. */
export const TOOL_LOG4J_PROPERTIES = LOG4J_PROPERTIES.replace('level = INFO', 'level = WARN').replace(
  'appender.out.name = out',
  'appender.out.name = out\nappender.out.target = SYSTEM_ERR',
);
