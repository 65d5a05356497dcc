// Reads histories from disk, a chunk at a time: a million lines are never in memory at once.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { checkError } from './errors.ts';
import { HISTORY_FORMAT, type HistoryHeader, type HistoryLine } from './history.ts';
import type { LineSink } from './model/builder.ts';

const CHUNK_BYTES = 1 << 20;
const LINE_TYPES: ReadonlySet<unknown> = new Set([
  'invoke',
  'ok',
  'fail',
  'info',
  'txn',
  'deliver',
  'assign',
  'revoke',
  'lost',
  'commit',
  'note',
  'stall',
  'range',
  'rec',
  'group',
]);

/** Header of a history file; throws TIDE_CHECK_FOREIGN_FORMAT. Null: the file is empty, or holds only a torn header. */
export async function readHeader(file: string): Promise<HistoryHeader | null> {
  let header: HistoryHeader | null = null;
  await eachLine(file, (text, complete) => {
    if (complete) header = parseHeader(file, text);
    return false;
  });
  return header;
}

/** Feeds every line after the header to the sink. Returns a sentence about a torn last line, null when there is none. */
export async function readLines(file: string, sink: LineSink): Promise<string | null> {
  let number = 0;
  const broken: { number: number; reason: string }[] = [];
  await eachLine(file, (text, complete) => {
    number += 1;
    if (number === 1 || text === '') return true;
    const [first] = broken;
    if (first !== undefined)
      throw checkError('TIDE_CHECK_BAD_LINE', { file, line: first.number, reason: first.reason });
    const line = complete ? parseLine(text) : 'the line has no end';
    if (typeof line === 'string') broken.push({ number, reason: line });
    else sink(line);
    return true;
  });
  if (broken.length === 0) return null;
  return `the last line of ${path.basename(file)} is torn (its process was killed while writing); the operation in it is not known`;
}

function parseHeader(file: string, text: string): HistoryHeader {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    header = undefined;
  }
  const fields =
    typeof header === 'object' && header !== null && !Array.isArray(header) ? (header as Partial<HistoryHeader>) : {};
  if (fields.format !== HISTORY_FORMAT || typeof fields.process !== 'string' || typeof fields.role !== 'string') {
    throw checkError('TIDE_CHECK_FOREIGN_FORMAT', { file, expected: HISTORY_FORMAT, found: text.slice(0, 80) });
  }
  return fields as HistoryHeader;
}

function parseLine(text: string): HistoryLine | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : 'not JSON';
  }
  if (!Array.isArray(value) || !LINE_TYPES.has(value[0]) || typeof value[1] !== 'number')
    return 'not an array [type, t, ...] of a known type';
  return value as unknown as HistoryLine;
}

/** Calls back for each line, with a flag whether it ended with a line feed; a synchronous callback, because a promise per line would cost more than the check. */
async function eachLine(file: string, line: (text: string, complete: boolean) => boolean): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      const fresh = chunk.subarray(0, bytesRead);
      const data = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
      let from = 0;
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
        if (!line(data.toString('utf8', from, end), true)) return;
        from = end + 1;
      }
      rest = Buffer.from(data.subarray(from));
    }
    if (rest.length > 0) line(rest.toString('utf8'), false);
  } finally {
    await handle.close();
  }
}
