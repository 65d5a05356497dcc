// The journal file: append-only JSON lines, each on disk before anything follows it, each carrying the hash of the line before.
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../base/core.ts';
import { runbookError } from './errors.ts';
import { type JournalLock, lockJournal } from './journal-lock.ts';
import type { Evidence, JournalEntry, JournalWhat, StepOutcome } from './plan.ts';

/** `previous` of the first line. */
export const FIRST_PREVIOUS = '0'.repeat(64);

export interface JournalReading {
  readonly entries: readonly JournalEntry[];
  /** SHA-256 of the last good line. */
  readonly lastHash: string;
  /** Bytes up to the end of the last good line. */
  readonly goodBytes: number;
  /** Text of a last line that was cut off by a crash in the middle of a write; null when there is none. */
  readonly torn: string | null;
}

export interface NewEntry {
  readonly step: string;
  readonly what: JournalWhat;
  readonly outcome?: StepOutcome;
  readonly data?: Evidence;
}

export interface Journal {
  readonly path: string;
  /** What the file held when it was opened. */
  readonly found: JournalReading;
  /** Resolves when the entry is on disk (fdatasync). Entries asked for at the same moment share one flush, in the order asked. */
  append(entry: NewEntry): Promise<JournalEntry>;
  close(): Promise<void>;
}

/** SHA-256 of one line without its newline, hex. */
export function hashOf(line: string): string {
  return createHash('sha256').update(line, 'utf8').digest('hex');
}

/** Reads and proves a journal's text. Throws TIDE_RUNBOOK_JOURNAL_BROKEN with the line; a torn last line is reported, not refused. */
export function readJournal(path: string, text: string): JournalReading {
  const entries: JournalEntry[] = [];
  let lastHash = FIRST_PREVIOUS;
  let goodBytes = 0;
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const [index, line] of lines.entries()) {
    const broken = (why: string): Error => runbookError('TIDE_RUNBOOK_JOURNAL_BROKEN', { path, line: index + 1, why });
    const entry = parseEntry(line);
    if (entry === null)
      throw broken('The line is not a journal entry; it was altered, or something else wrote to the file.');
    if (entry.previous !== lastHash)
      throw broken('The line before it was altered, removed or added: its hash is not the one noted here.');
    if (entry.sequence !== index) throw broken(`Its sequence number is ${entry.sequence}; ${index} was due.`);
    entries.push(entry);
    lastHash = hashOf(line);
    goodBytes += Buffer.byteLength(line, 'utf8') + 1;
  }
  return { entries, lastHash, goodBytes, torn: rest === '' ? null : rest };
}

function parseEntry(line: string): JournalEntry | null {
  try {
    const value = JSON.parse(line) as JournalEntry;
    const shaped =
      typeof value.sequence === 'number' && typeof value.step === 'string' && typeof value.previous === 'string';
    return shaped && typeof value.what === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Opens a journal for appending: a new file, or one to go on with. A torn last line is cut off (its text stays in `found.torn`). */
export async function openJournal(path: string, clock: Clock): Promise<Journal> {
  let lock: JournalLock | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    lock = await lockJournal(path);
    const found = readJournal(path, await readFile(path, 'utf8').catch(emptyWhenAbsent));
    const file = await open(path, 'a');
    if (found.torn !== null) await file.truncate(found.goodBytes);
    await syncFolder(dirname(path));
    return journalOver(path, file, found, clock, lock);
  } catch (error) {
    await lock?.release();
    if (error instanceof Error && error.name === 'TideError') throw error;
    throw unreadable(path, 'opened', error);
  }
}

function emptyWhenAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function journalOver(path: string, file: FileHandle, found: JournalReading, clock: Clock, lock: JournalLock): Journal {
  let lastHash = found.lastHash;
  let sequence = found.entries.length;
  let waiting: string[] = [];
  let flushing: Promise<void> = Promise.resolve();
  let nextFlush: Promise<void> | undefined;

  const flush = async (): Promise<void> => {
    nextFlush = undefined;
    const text = waiting.join('');
    waiting = [];
    await file.appendFile(text, 'utf8');
    await file.datasync();
  };
  return {
    path,
    found,
    async append(asked) {
      const entry: JournalEntry = {
        sequence: sequence++,
        monotonicMs: clock.monotonicMs(),
        wallMs: clock.wallMs(),
        step: asked.step,
        what: asked.what,
        outcome: asked.outcome ?? null,
        data: asked.data ?? {},
        previous: lastHash,
      };
      const line = JSON.stringify(entry);
      lastHash = hashOf(line);
      waiting.push(`${line}\n`);
      // After a failed flush every later one fails too: a journal with a hole in it is no evidence.
      nextFlush ??= flushing = flushing.then(flush);
      await nextFlush.catch((error: unknown) => Promise.reject(unreadable(path, 'written', error)));
      return entry;
    },
    async close() {
      await flushing.catch(() => undefined);
      await file.close();
      await lock.release();
    },
  };
}

function unreadable(path: string, doing: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  return runbookError('TIDE_RUNBOOK_JOURNAL_UNREADABLE', { path, doing, why }, error);
}
