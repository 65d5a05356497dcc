// The stamped record: a header in ASCII that says which record it is, and padding that follows from the header, so that every byte can be checked.
import type { RecordId } from './history.ts';

/**
 * Layout: `TIDE1 run session partition seq intendedT length hash\n`, then padding to `length` bytes.
 * hash: 64 bits (16 hex digits) of the text before it. Padding: xorshift32 words seeded by the hash; it does not compress, as most real payloads do not.
 * A record is intact when length, hash and every byte of the padding are as computed: no damage of any kind can hide.
 */
const MAGIC = 'TIDE1 ';

/** Record sizes below this may not hold the header; such a record is as long as its header. Names of up to 24 characters fit for sure. */
export const MIN_RECORD_BYTES = 128;

export interface Stamped {
  readonly value: Buffer;
  /** 16 hex digits; goes into the invoke line. */
  readonly hash: string;
}

export interface Stamp {
  readonly run: string;
  readonly id: RecordId;
  readonly intendedT: number;
  readonly intact: boolean;
  readonly hash: string;
}

/** Makes the value of a record. `intendedT` in milliseconds with three decimals; run and session without blanks. */
export function stampValue(id: RecordId, run: string, intendedT: number, bytes: number): Stamped {
  const said = `${MAGIC}${run} ${id.session} ${id.partition} ${id.seq} ${intendedT.toFixed(3)} `;
  // Blank, hash and line end take 18 bytes, the length its own digits; two rounds settle a length that gains a digit.
  let length = bytes;
  for (let round = 0; round < 2; round++) length = Math.max(bytes, said.length + String(length).length + 18);
  const text = `${said}${length} `;
  const hash = hash64(text);
  const value = Buffer.allocUnsafe(length);
  value.write(`${text}${hash}\n`, 0, 'latin1');
  pad(value, text.length + 17, seedOf(hash));
  return { value, hash };
}

/** Reads a stamp back; null when the value carries none (a foreign record, or one damaged beyond recognition). */
export function readStamp(value: Uint8Array): Stamp | null {
  const buffer = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (buffer.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  const end = buffer.indexOf(10);
  if (end < 0 || end > 1024) return null;
  const line = buffer.toString('latin1', 0, end);
  const [, run, session, partition, seq, intendedT, length, hash, ...rest] = line.split(' ');
  if (run === undefined || session === undefined || hash === undefined || rest.length > 0) return null;
  const id = { session, partition: Number(partition), seq: Number(seq) };
  if (!Number.isSafeInteger(id.partition) || !Number.isSafeInteger(id.seq)) return null;
  const intact =
    Number(length) === buffer.length &&
    hash64(line.slice(0, line.length - hash.length)) === hash &&
    padded(buffer, end + 1, seedOf(hash));
  return { run, id, intendedT: Number(intendedT), intact, hash };
}

/** Session of the stock Java tool with a value prefix: `7` writes as session `java-7`. */
export function javaSessionName(prefix: number | string): string {
  return `java-${prefix}`;
}

/** Reads `<prefix>.<seq>` as the stock Java tool writes it; null for anything else. */
export function readJavaStamp(text: string): { readonly session: string; readonly seq: number } | null {
  const match = /^(\d{1,9})\.(\d{1,15})$/.exec(text);
  return match === null ? null : { session: javaSessionName(match[1]!), seq: Number(match[2]) };
}

/** Two independent 32-bit lanes over the characters (constants of MurmurHash3 and cyrb53); guards against damage, not against intent. */
function hash64(text: string): string {
  let high = 0x9e3779b9 ^ text.length;
  let low = 0x41c6ce57 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x85ebca6b);
    low = Math.imul(low ^ code, 0x5f356495);
    high = (high << 13) | (high >>> 19);
    low = (low << 11) | (low >>> 21);
  }
  high = Math.imul(high ^ (high >>> 16), 0xc2b2ae35) ^ low;
  low = Math.imul(low ^ (low >>> 15), 0x27d4eb2f) ^ high;
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}

function seedOf(hash: string): number {
  return (Number.parseInt(hash.slice(0, 8), 16) ^ Number.parseInt(hash.slice(8, 16), 16)) >>> 0 || 1;
}

function nextWord(word: number): number {
  let next = word;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next;
}

function pad(value: Buffer, from: number, seed: number): void {
  let word = seed | 0;
  let at = from;
  for (; at + 4 <= value.length; at += 4) {
    word = nextWord(word);
    value.writeInt32LE(word, at);
  }
  word = nextWord(word);
  for (let shift = 0; at < value.length; at++, shift += 8) value[at] = (word >>> shift) & 255;
}

function padded(value: Buffer, from: number, seed: number): boolean {
  let word = seed | 0;
  let at = from;
  for (; at + 4 <= value.length; at += 4) {
    word = nextWord(word);
    if (value.readInt32LE(at) !== word) return false;
  }
  word = nextWord(word);
  for (let shift = 0; at < value.length; at++, shift += 8) if (value[at] !== ((word >>> shift) & 255)) return false;
  return true;
}
