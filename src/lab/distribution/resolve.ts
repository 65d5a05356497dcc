// Resolves a Kafka version to a class path: KAFKA_HOME, then the cache, then Maven.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../base/index.ts';
import { labError } from '../errors.ts';
import type { Tell } from '../events.ts';
import { cacheFolder, fillOnce } from './cache-folder.ts';
import { missingParts, neededJars, versionOf } from './class-path.ts';
import { findJava } from './java.ts';
import type { Java } from './java.ts';
import { fetchWithMaven } from './maven.ts';
import { DEFAULT_KAFKA_VERSION, KAFKA_VERSIONS } from './versions.ts';
import type { KafkaVersion } from './versions.ts';

export interface Distribution {
  readonly version: string;
  readonly java: Java;
  /** Absolute paths of the jars in class path order. */
  readonly jars: readonly string[];
  readonly from: 'KAFKA_HOME' | 'cache' | 'maven';
  /** Root of the lab's cache. */
  readonly cache: string;
}

export interface ResolveOptions {
  readonly version: string;
  readonly tell: Tell;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Throws the TIDE_LAB_ error that names the first missing piece. Java is checked first: without it nothing helps. */
export async function resolveDistribution(options: ResolveOptions): Promise<Distribution> {
  const environment = options.environment ?? process.env;
  const kafka = knownVersion(options.version);
  const java = await findJava(environment);
  const cache = cacheFolder(environment);
  const found = (folder: string, from: Distribution['from']): Distribution => ({
    version: kafka.version,
    java,
    jars: neededJars(readdirSync(folder)).map((name) => join(folder, name)),
    from,
    cache,
  });

  const home = environment['KAFKA_HOME'];
  if (home !== undefined && home !== '') return found(checkedHome(home, kafka.version), 'KAFKA_HOME');

  const folder = join(cache, 'kafka', kafka.version);
  if (existsSync(folder)) return found(folder, 'cache');
  const startedMs = systemClock.monotonicMs();
  options.tell('lab.download-started', `Fetching Apache Kafka ${kafka.version} with Maven into ${folder}.`, {
    version: kafka.version,
    folder,
  });
  await fillOnce(folder, (temporary) =>
    fetchWithMaven({
      kafka,
      folder: temporary,
      logFile: join(cache, 'logs', `maven-${kafka.version}.log`),
      cache,
      environment,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }),
  );
  const distribution = found(folder, 'maven');
  const durationMs = systemClock.monotonicMs() - startedMs;
  options.tell('lab.download-finished', `Apache Kafka ${kafka.version} is in the cache.`, {
    version: kafka.version,
    jars: distribution.jars.length,
    durationMs,
  });
  return distribution;
}

function knownVersion(version: string): KafkaVersion {
  const known = KAFKA_VERSIONS.find((entry) => entry.version === version);
  if (known !== undefined) return known;
  throw labError('TIDE_LAB_VERSION_UNSUPPORTED', {
    version,
    supported: KAFKA_VERSIONS.map((entry) => entry.version).join(', '),
    default: DEFAULT_KAFKA_VERSION,
  });
}

function checkedHome(home: string, version: string): string {
  const folder = join(home, 'libs');
  const invalid = (problem: string): Error => labError('TIDE_LAB_KAFKA_HOME_INVALID', { home, problem, version });
  if (!existsSync(folder)) throw invalid('it has no folder libs');
  const names = readdirSync(folder);
  const missing = missingParts(names);
  if (missing.length > 0) throw invalid(`its libs folder has no ${missing.join(', ')} jar`);
  const present = versionOf(names);
  if (present !== version) throw invalid(`it is Kafka ${present ?? 'of unknown version'}, and ${version} is wanted`);
  return folder;
}
