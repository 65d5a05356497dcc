// Runs a stock command-line tool as a child: its output line by line, its raw log beside the history, its end with ours.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export interface StockTool {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Raw stdout and stderr; lines longer than LOG_LINE_MAX_CHARS are cut in the middle (values of records). */
  readonly logFile: string;
  readonly onLine: (line: string) => void;
}

export interface RunningTool {
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** SIGTERM, then SIGKILL after the bound. */
  stop(withinMs: number): Promise<void>;
}

const LOG_LINE_MAX_CHARS = 360;

/** The child stays in our process group, so that whoever kills the group kills it too. */
export function runTool(tool: StockTool): RunningTool {
  const log = createWriteStream(tool.logFile);
  const child = spawn(tool.command, [...tool.args], {
    env: { ...process.env, ...tool.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const drained = [
    readLines(child, 'stdout', (line) => {
      log.write(`${shortened(line)}\n`);
      tool.onLine(line);
    }),
    readLines(child, 'stderr', (line) => log.write(`${shortened(line)}\n`)),
  ];
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('error', (error) => {
      log.end(`${error.message}\n`);
      resolve({ code: 127, signal: null });
    });
    child.once('close', (code, signal) => {
      void Promise.all(drained).then(() => {
        log.end();
        resolve({ code, signal });
      });
    });
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    ended,
    stop: async (withinMs) => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Bytes as latin1: the lines are JSON whose structure is ASCII, and decoding the values of records costs more than it is worth. */
function readLines(child: ChildProcess, which: 'stdout' | 'stderr', onLine: (line: string) => void): Promise<void> {
  let rest = '';
  const stream = child[which]!;
  stream.setEncoding('latin1');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  return new Promise((resolve) => {
    stream.once('close', () => {
      if (rest !== '') onLine(rest);
      resolve();
    });
  });
}

function shortened(line: string): string {
  if (line.length <= LOG_LINE_MAX_CHARS) return line;
  const half = LOG_LINE_MAX_CHARS / 2;
  return `${line.slice(0, half)} ... ${line.slice(-half)}`;
}
