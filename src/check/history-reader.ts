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
  for await (const { text, complete } of lines(file)) {
    if (!complete) return null;
    return parseHeader(file, text);
  }
  return null;
}

/** Feeds every line after the header to the sink. Returns a sentence about a torn last line, null when there is none. */
export async function readLines(file: string, sink: LineSink): Promise<string | null> {
  let number = 0;
  let broken: { number: number; reason: string } | null = null;
  for await (const { text, complete } of lines(file)) {
    number += 1;
    if (number === 1 || text === '') continue;
    if (broken !== null) throw checkError('TIDE_CHECK_BAD_LINE', { file, line: broken.number, reason: broken.reason });
    const line = complete ? parseLine(text) : 'the line has no end';
    if (typeof line === 'string') broken = { number, reason: line };
    else sink(line);
  }
  if (broken === null) return null;
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

/** Lines with a flag whether they ended with a line feed. */
async function* lines(file: string): AsyncGenerator<{ readonly text: string; readonly complete: boolean }> {
  const handle = await open(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      const data =
        rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let from = 0;
      for (let end = data.indexOf(10, from); end >= 0; end = data.indexOf(10, from)) {
        yield { text: data.toString('utf8', from, end), complete: true };
        from = end + 1;
      }
      rest = Buffer.from(data.subarray(from));
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), complete: false };
  } finally {
    await handle.close();
  }
}
