// Prints the result of a drill: the report's own text, or the result as the last JSON line.
import { relative } from 'node:path';
import type { DrillResult } from '../verbs/index.ts';
import type { Terminal } from './terminal.ts';

/** Paths are shown relative to here when that is shorter. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== '' && !near.startsWith('..') ? near : path;
}

export async function printDrillResult(result: DrillResult, directory: string, terminal: Terminal): Promise<void> {
  if (terminal.options.output === 'json') {
    terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', directory, result })}\n`);
    return;
  }
  const { textOfResult } = await import('../verbs/index.ts');
  const text = await textOfResult(result, {
    colour: terminal.colour.out,
    width: terminal.width,
    wide: terminal.options.output === 'wide',
    reportPath: `${shortPath(directory)}/report.html`,
  });
  terminal.data(text);
}
