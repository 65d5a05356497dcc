// LZ4, decoding: the frame format that all Kafka clients write since message format 1, its blocks linked or not.
import { batchError } from './errors.ts';

/** LZ4 frame format 1.6.1: magic, FLG, BD, [content size 8], [dictionary id 4], header checksum 1, blocks of size uint32 (top bit: stored) + data [+ checksum 4], end mark 0, [content checksum 4]. Checksums are passed over: the batch's CRC covers the same bytes. */
const FRAME_MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
const FLAG = { version: 0b1100_0000, blockChecksum: 0x10, contentSize: 0x08, contentChecksum: 0x04, dictionary: 0x01 };
const VERSION_1 = 0b0100_0000;
const MATCH_LEAST = 4;
const RUN_EXTENDED = 15;

/** Throws TIDE_WIRE_BATCH_COMPRESSED, TIDE_WIRE_BATCH_LARGE. */
export function decodeLz4(source: Buffer, bytesMax: number): Buffer {
  const output = new Output(Math.min(bytesMax, source.length * 4), bytesMax);
  let at = 0;
  while (at < source.length) {
    const magic = need(source, at, 4).readUInt32LE(at);
    if ((magic & 0xffff_fff0) >>> 0 === SKIPPABLE_MAGIC) at += 8 + need(source, at, 8).readUInt32LE(at + 4);
    else if (magic === FRAME_MAGIC) at = decodeFrame(source, at + 4, output);
    else throw damaged('it is no LZ4 frame');
  }
  if (at > source.length) throw damaged('it is cut');
  return output.bytes.subarray(0, output.length);
}

function decodeFrame(source: Buffer, from: number, output: Output): number {
  const flags = need(source, from, 2)[from]!;
  const blockSize = (source[from + 1]! >>> 4) & 7;
  if ((flags & FLAG.version) !== VERSION_1 || blockSize < 4) throw damaged('its frame descriptor is unknown');
  if ((flags & FLAG.dictionary) !== 0) throw damaged('it needs a dictionary');
  const blockBytesMax = 2 ** (8 + 2 * blockSize);
  let at = from + 2 + ((flags & FLAG.contentSize) !== 0 ? 8 : 0) + 1;
  const frameStart = output.length;
  for (;;) {
    const size = need(source, at, 4).readUInt32LE(at);
    at += 4;
    if (size === 0) break;
    const bytes = size & 0x7fff_ffff;
    need(source, at, bytes);
    const blockStart = output.length;
    if (size > 0x7fff_ffff) {
      output.reserve(bytes);
      source.copy(output.bytes, output.length, at, at + bytes);
      output.length += bytes;
    } else decodeBlock(source, at, at + bytes, output, frameStart);
    if (output.length - blockStart > blockBytesMax) throw damaged('a block is larger than its frame allows');
    at += bytes + ((flags & FLAG.blockChecksum) !== 0 ? 4 : 0);
  }
  return at + ((flags & FLAG.contentChecksum) !== 0 ? 4 : 0);
}

/** One block: sequences of literals and matches; a match may reach back to the beginning of the frame (linked blocks). */
function decodeBlock(source: Buffer, from: number, end: number, output: Output, frameStart: number): void {
  let at = from;
  for (;;) {
    if (at >= end) throw damaged('a block ends inside a sequence');
    const token = source[at++]!;
    let literals = token >>> 4;
    if (literals === RUN_EXTENDED) {
      let byte: number;
      do {
        if (at >= end) throw damaged('a block ends inside a length');
        byte = source[at++]!;
        literals += byte;
      } while (byte === 255);
    }
    if (literals > end - at) throw damaged('literals leave their block');
    output.reserve(literals);
    copyLiterals(source, at, output, literals);
    at += literals;
    // The last sequence of a block has no match.
    if (at === end) return;

    if (at + 2 > end) throw damaged('a block ends inside a match');
    const offset = source[at]! | (source[at + 1]! << 8);
    at += 2;
    let length = (token & 15) + MATCH_LEAST;
    if ((token & 15) === RUN_EXTENDED) {
      let byte: number;
      do {
        if (at >= end) throw damaged('a block ends inside a length');
        byte = source[at++]!;
        length += byte;
      } while (byte === 255);
    }
    if (offset === 0 || offset > output.length - frameStart) throw damaged('a match leaves the data');
    output.reserve(length);
    copyMatch(output, offset, length);
  }
}

function copyLiterals(source: Buffer, from: number, output: Output, length: number): void {
  const target = output.bytes;
  let to = output.length;
  if (length <= 16) for (let at = from, end = from + length; at < end; ) target[to++] = source[at++]!;
  else source.copy(target, to, from, from + length);
  output.length += length;
}

function copyMatch(output: Output, offset: number, length: number): void {
  const target = output.bytes;
  const to = output.length;
  if (length > 64 && offset >= length) target.copyWithin(to, to - offset, to - offset + length);
  // An overlapping match repeats what it has just written.
  else for (let at = to, end = to + length; at < end; at++) target[at] = target[at - offset]!;
  output.length += length;
}

/** Output that doubles up to its bound. */
class Output {
  bytes: Buffer;
  length = 0;
  readonly #bytesMax: number;

  constructor(bytes: number, bytesMax: number) {
    this.bytes = Buffer.allocUnsafe(bytes);
    this.#bytesMax = bytesMax;
  }

  /** Throws TIDE_WIRE_BATCH_LARGE. */
  reserve(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.bytes.length) return;
    if (wanted > this.#bytesMax) throw batchError('TIDE_WIRE_BATCH_LARGE', { codec: 'lz4', most: this.#bytesMax });
    const grown = Buffer.allocUnsafe(Math.min(this.#bytesMax, Math.max(wanted, 2 * this.bytes.length)));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}

function need(source: Buffer, at: number, bytes: number): Buffer {
  if (bytes > source.length - at) throw damaged('it is cut');
  return source;
}

function damaged(detail: string): Error {
  return batchError('TIDE_WIRE_BATCH_COMPRESSED', { codec: 'lz4', detail });
}
