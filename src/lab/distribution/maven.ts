// Fetches the jars of one Kafka version with Maven and the pinned pom.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labError } from '../errors.ts';
import { tellingLines } from '../log-lines.ts';
import { pomOf } from './pom.ts';
import { DEPENDENCY_PLUGIN } from './versions.ts';
import type { KafkaVersion } from './versions.ts';

const DOWNLOAD_MS_MAX = 15 * 60_000;

export interface MavenOptions {
  readonly kafka: KafkaVersion;
  /** Gets the jars. */
  readonly folder: string;
  /** Where the output of Maven goes; outlives a failure. */
  readonly logFile: string;
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Throws TIDE_LAB_NO_MAVEN or TIDE_LAB_DOWNLOAD_FAILED, quoting Maven. */
export async function fetchWithMaven(options: MavenOptions): Promise<void> {
  const pom = join(options.folder, 'pom.xml');
  mkdirSync(join(options.logFile, '..'), { recursive: true });
  writeFileSync(pom, pomOf(options.kafka));
  const log = openSync(options.logFile, 'w');
  const args = ['-B', '-f', pom, `${DEPENDENCY_PLUGIN}:copy-dependencies`, `-DoutputDirectory=${options.folder}`];
  const status = await new Promise<string>((resolve, reject) => {
    const child = spawn('mvn', args, {
      env: options.environment,
      stdio: ['ignore', log, log],
      // Not spawn's own `timeout`: its timer outlives a program that does not exist.
      signal: AbortSignal.any([AbortSignal.timeout(DOWNLOAD_MS_MAX), ...(options.signal ? [options.signal] : [])]),
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal === null ? `code ${code}` : signal));
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw labError('TIDE_LAB_NO_MAVEN', { version: options.kafka.version, cache: options.cache });
    }
    if (options.signal?.aborted === true) throw labError('TIDE_LAB_INTERRUPTED', {}, error);
    if ((error as Error).name === 'AbortError') return `no end after ${DOWNLOAD_MS_MAX / 60_000} minutes`;
    throw error;
  });
  closeSync(log);
  if (status !== 'code 0') {
    throw labError('TIDE_LAB_DOWNLOAD_FAILED', {
      version: options.kafka.version,
      status,
      log: options.logFile,
      lines: tellingLines(readFileSync(options.logFile, 'utf8')),
    });
  }
}
