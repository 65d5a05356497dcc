// The formatted template folder that all data folders are stamped from; made once per Kafka version, or per lab when it holds users.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fillOnce } from '../distribution/cache-folder.ts';
import type { Distribution } from '../distribution/resolve.ts';
import { labError } from '../errors.ts';
import { tellingLines } from '../log-lines.ts';
import { newUuid } from './data-folder.ts';
import { propertiesText } from './properties-text.ts';

const FORMAT_MS_MAX = 60_000;

export interface TemplateOptions {
  readonly distribution: Distribution;
  readonly runDir: string;
  /** `--add-scram ...`; not empty: the template holds secrets and stays in the run folder. */
  readonly formatArguments: readonly string[];
}

/** Path of the formatted folder. Throws TIDE_LAB_FORMAT_FAILED. */
export async function templateFolder(options: TemplateOptions): Promise<string> {
  const { distribution, formatArguments, runDir } = options;
  const folder =
    formatArguments.length === 0
      ? join(distribution.cache, 'templates', `kafka-${distribution.version}`)
      : join(runDir, 'data', 'template');
  await fillOnce(folder, (temporary) => format(options, temporary));
  return folder;
}

async function format(options: TemplateOptions, folder: string): Promise<void> {
  const config = join(options.runDir, 'config', 'template.properties');
  const log = join(options.runDir, 'logs', 'format.log');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    config,
    propertiesText({
      'process.roles': 'broker,controller',
      'node.id': '1',
      'controller.quorum.voters': '1@127.0.0.1:19095',
      'controller.listener.names': 'CONTROLLER',
      listeners: 'PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19095',
      'log.dirs': folder,
    }),
  );
  const jvm = [
    '-Xmx96m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    options.distribution.jars.join(delimiter),
  ];
  const tool = ['kafka.tools.StorageTool', 'format', '-t', newUuid(), '-c', config, ...options.formatArguments];
  const { status, output } = await new Promise<{ status: string | null; output: string }>((resolve) => {
    execFile(
      options.distribution.java.command,
      [...jvm, ...tool],
      { timeout: FORMAT_MS_MAX, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ status: error === null ? null : `code ${error.code ?? error.signal}`, output: stdout + stderr });
      },
    );
  });
  writeFileSync(log, output);
  if (status !== null) throw labError('TIDE_LAB_FORMAT_FAILED', { status, log, lines: tellingLines(output) });
}
