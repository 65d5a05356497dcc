// The memory of the lease authority: append-only JSON lines, on disk before the answer leaves.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { detectError } from '../errors.ts';
import type { LeaseRecord } from './core.ts';

export interface LeaseJournal {
  readonly records: readonly LeaseRecord[];
  /** Returns when the records are on disk. Throws what the file system throws: no answer may be sent then. */
  append(records: readonly LeaseRecord[]): void;
  close(): void;
}

/** Opens (or creates) the file. A torn last line is a record whose answer never left: it is cut off; anything else is refused. */
export function openLeaseJournal(path: string): LeaseJournal {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  const records = lines.map((line, i) => parse(path, line, i + 1));
  let file: number;
  try {
    if (whole !== text) truncateSync(path, Buffer.byteLength(whole));
    file = openSync(path, 'a');
  } catch (error) {
    throw detectError('TIDE_DETECT_LEASE_FILE', { path, detail: (error as Error).message }, error);
  }
  return {
    records,
    append: (added) => {
      if (added.length === 0) return;
      writeSync(file, added.map((one) => `${JSON.stringify(one)}\n`).join(''));
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

function parse(path: string, line: string, number: number): LeaseRecord {
  try {
    const record = JSON.parse(line) as LeaseRecord;
    if (['holder', 'pending', 'withdrawn'].includes(record.what)) return record;
  } catch {
    // Told below, with the line's number.
  }
  throw detectError('TIDE_DETECT_LEASE_FILE', { path, detail: `line ${number} is not a record` });
}
