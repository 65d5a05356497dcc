// The telling lines of MirrorMaker's log, read on from where the last look ended, bounded.
import { open } from 'node:fs/promises';
import type { Clock } from '../../base/core.ts';
import { telling } from './judge-status.ts';

const READ_BYTES_MAX = 262_144;
const LINES_MAX = 20;
const LINE_LENGTH_MAX = 300;

export interface LogTail {
  /** Telling lines younger than `maxAgeMs`, oldest first, at most 20. */
  recent(maxAgeMs: number): Promise<readonly string[]>;
}

/** A file that cannot be read gives no lines: the log is a hint, the two ends of the flow are the evidence. */
export function logTail(paths: readonly string[], clock: Clock): LogTail {
  const offsets = new Map<string, number>();
  let found: { readonly line: string; readonly seenAtMs: number }[] = [];
  return {
    async recent(maxAgeMs) {
      const now = clock.monotonicMs();
      for (const path of paths) {
        const lines = await newLines(path, offsets).catch(() => []);
        found.push(...lines.filter(telling).map((line) => ({ line: line.slice(0, LINE_LENGTH_MAX), seenAtMs: now })));
      }
      found = found.filter((one) => now - one.seenAtMs <= maxAgeMs).slice(-LINES_MAX);
      return found.map((one) => one.line);
    },
  };
}

async function newLines(path: string, offsets: Map<string, number>): Promise<readonly string[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const known = offsets.get(path) ?? 0;
    const from = Math.max(known > size ? 0 : known, size - READ_BYTES_MAX);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    const end = buffer.lastIndexOf(0x0a, bytesRead - 1) + 1;
    offsets.set(path, from + end);
    return buffer.toString('utf8', 0, end).split('\n');
  } finally {
    await file.close();
  }
}
