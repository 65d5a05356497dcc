// What both Java wrappers share: properties file, tool, history, an orderly end.
import { writeFileSync } from 'node:fs';
import { systemClock } from '../../base/index.ts';
import type { HistoryHeader, HistoryLine } from '../../check/core.ts';
import { workloadError } from './errors.ts';
import { HistoryWriter } from './history-writer.ts';
import type { ConsumerProcessSpec, ProducerProcessSpec } from './spec.ts';
import { runTool } from './stock-tool.ts';

/** Wall clock in whole milliseconds on their side, a stamp taken after the event: half a millisecond of rounding and the time of one println. */
export const TOOL_CLOCK_ERROR_MS = 2;
const STOP_WITHIN_MS = 3000;

export interface ToolProcess {
  readonly spec: ProducerProcessSpec | ConsumerProcessSpec;
  readonly header: HistoryHeader;
  /** Properties of the application around the client (`application.*`) are left out. */
  readonly toolArgs: (propertiesFile: string) => readonly string[];
  readonly translate: (line: string) => HistoryLine | null;
}

/** Text of a Java properties file. Backslashes, line ends and leading blanks of values are escaped as java.util.Properties reads them. */
export function propertiesText(properties: Readonly<Record<string, string>>): string {
  const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replace(/^ /, '\\ ');
  return Object.entries(properties)
    .filter(([name]) => !name.startsWith('application.'))
    .map(([name, value]) => `${name.replaceAll(/[ :=]/g, '\\$&')}=${escape(value)}\n`)
    .join('');
}

/** Runs the tool until SIGTERM; a tool that dies before is told in the history and ends the process with code 1. */
export async function runToolProcess(process_: ToolProcess): Promise<void> {
  const { spec, header, toolArgs, translate } = process_;
  if (spec.java === undefined)
    throw workloadError('TIDE_WORKLOAD_BAD_SPEC', { file: spec.process, reason: 'It names no java command.' });
  const base = spec.historyFile.replace(/\.jsonl$/, '');
  const propertiesFile = `${base}.java.properties`;
  writeFileSync(propertiesFile, propertiesText(spec.properties), { mode: 0o600 });
  const history = await HistoryWriter.create(spec.historyFile, header);
  const note = (what: string, details: unknown): void =>
    history.line(['note', systemClock.monotonicMs(), what, details]);
  note('started', null);
  const tool = runTool({
    command: spec.java.command,
    args: [...spec.java.args, ...toolArgs(propertiesFile)],
    env: spec.java.env,
    logFile: `${base}.java.log`,
    onLine: (line) => {
      const translated = translate(line);
      if (translated !== null) history.line(translated);
    },
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    note('stopping', null);
    void tool.stop(STOP_WITHIN_MS);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const end = await tool.ended;
  if (!stopping) note('error', `the tool ended by itself: ${JSON.stringify(end)}`);
  await history.close();
  process.exit(stopping ? 0 : 1);
}
