// The last words of a child process, for errors: from its standard error, else its standard output.
import { readFile } from 'node:fs/promises';
import type { LabProcess } from '../lab/core.ts';

const LINES = 5;
const CHARACTERS = 600;

export async function logTail(process: Pick<LabProcess, 'stdoutFile' | 'stderrFile'>): Promise<string> {
  for (const file of [process.stderrFile, process.stdoutFile]) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text
      .trimEnd()
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (lines.length > 0) return lines.slice(-LINES).join(' | ').slice(-CHARACTERS);
  }
  return 'it wrote nothing';
}
