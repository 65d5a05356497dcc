// Finds or installs what the librdkafka clients need: a Python with confluent-kafka, the wheel that carries librdkafka.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../lab/index.ts';
import { workloadError } from './errors.ts';

/** The pinned version; its wheel holds librdkafka of the same number. */
export const CONFLUENT_KAFKA_VERSION = '2.16.1';
const PROBE_WITHIN_MS = 20_000;
const INSTALL_WITHIN_MS = 300_000;

export type LibrdkafkaFound =
  | { readonly python: string; readonly version: string }
  | { readonly missing: string; readonly next: string };

const run = promisify(execFile);

function environmentFolder(): string {
  return join(cacheFolder(), `librdkafka-${CONFLUENT_KAFKA_VERSION}`);
}

/** Pythons that were found to have it: each question starts an interpreter, and a drill asks for every such client. */
const known = new Map<string, string>();

async function librdkafkaVersion(python: string): Promise<string | undefined> {
  const before = known.get(python);
  if (before !== undefined) return before;
  try {
    const script = 'import confluent_kafka; print(confluent_kafka.libversion()[0])';
    const { stdout } = await run(python, ['-c', script], { timeout: PROBE_WITHIN_MS });
    const version = stdout.trim();
    known.set(python, version);
    return version;
  } catch {
    return undefined;
  }
}

/** Our own environment in the cache first, then whatever `python3` of the machine brings. Does not use the network. */
export async function detectLibrdkafka(): Promise<LibrdkafkaFound> {
  const own = join(environmentFolder(), 'bin', 'python');
  for (const python of [...(existsSync(own) ? [own] : []), 'python3']) {
    const version = await librdkafkaVersion(python);
    if (version !== undefined) return { python, version };
  }
  return {
    missing: `No Python with confluent-kafka was found (looked at ${own} and python3).`,
    next: 'npx tideover drill run region-loss --with-librdkafka installs it into the cache; it needs Python 3.9 or later with venv.',
  };
}

/** Makes a virtual environment in the cache and installs the pinned wheel with pip. Harmless when it is there already. */
export async function installLibrdkafka(): Promise<{ readonly python: string; readonly version: string }> {
  const found = await detectLibrdkafka();
  if ('python' in found) return found;
  const folder = environmentFolder();
  const python = join(folder, 'bin', 'python');
  const packageName = `confluent-kafka==${CONFLUENT_KAFKA_VERSION}`;
  try {
    await mkdir(folder, { recursive: true });
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_WITHIN_MS });
    await run(
      python,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', packageName],
      {
        timeout: INSTALL_WITHIN_MS,
      },
    );
  } catch (error) {
    const command = `python3 -m venv ${folder} && ${python} -m pip install ${packageName}`;
    const reason = error instanceof Error ? error.message.split('\n').slice(-3).join(' ') : String(error);
    throw workloadError(
      'TIDE_WORKLOAD_INSTALL_FAILED',
      { version: CONFLUENT_KAFKA_VERSION, folder, reason, command },
      error,
    );
  }
  const version = await librdkafkaVersion(python);
  if (version === undefined) {
    const reason = 'The installed module cannot be imported.';
    const command = `${python} -c 'import confluent_kafka'`;
    throw workloadError('TIDE_WORKLOAD_INSTALL_FAILED', { version: CONFLUENT_KAFKA_VERSION, folder, reason, command });
  }
  return { python, version };
}
