// Snappy, decoding: the raw block format, and the xerial framing that Java clients put around it.
import { batchError } from './errors.ts';

/** Snappy block format (google/snappy format_description.txt): length uvarint, then literals and copies. xerial: this magic, two int32 versions, then chunks of int32 length and block. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;

/** Throws TIDE_WIRE_BATCH_COMPRESSED, TIDE_WIRE_BATCH_LARGE. */
export function decodeSnappy(block: Buffer, bytesMax: number): Buffer {
  if (block.length < XERIAL_HEADER_BYTES || XERIAL.compare(block, 0, XERIAL.length) !== 0)
    return decodeRaw(block, bytesMax);
  const chunks: Buffer[] = [];
  let total = 0;
  for (let at = XERIAL_HEADER_BYTES; at < block.length; ) {
    const length = at + 4 <= block.length ? block.readInt32BE(at) : -1;
    at += 4;
    if (length < 0 || length > block.length - at) throw damaged('a chunk leaves the data');
    const chunk = decodeRaw(block.subarray(at, at + length), bytesMax - total);
    total += chunk.length;
    chunks.push(chunk);
    at += length;
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, total);
}

function decodeRaw(source: Buffer, bytesMax: number): Buffer {
  let at = 0;
  let length = 0;
  for (let weight = 1; ; weight *= 128) {
    const byte = source[at++];
    if (byte === undefined || weight > 2 ** 28) throw damaged('its length cannot be read');
    length += (byte & 127) * weight;
    if (byte < 128) break;
  }
  if (length > bytesMax) throw batchError('TIDE_WIRE_BATCH_LARGE', { codec: 'snappy', most: bytesMax });
  // The densest element, a copy of 64 bytes, takes three bytes: an announced length far beyond that is not believed.
  if (length > (source.length - at) * 22 + 64) throw damaged(`${source.length} bytes cannot hold ${length}`);
  const target = Buffer.allocUnsafe(length);
  if (decodeElements(source, at, target) !== length) throw damaged('it ends before its length');
  return target;
}

function decodeElements(source: Buffer, from: number, target: Buffer): number {
  const end = source.length;
  let at = from;
  let to = 0;
  while (at < end) {
    const tag = source[at++]!;
    if ((tag & 3) === 0) {
      let length = tag >>> 2;
      if (length > 59) {
        const extra = length - 59;
        if (at + extra > end) throw damaged('it ends inside a literal');
        length = source.readUIntLE(at, extra);
        at += extra;
      }
      length++;
      if (length > end - at || length > target.length - to) throw damaged('a literal leaves the data');
      if (length <= 16) for (const stop = to + length; to < stop; ) target[to++] = source[at++]!;
      else {
        source.copy(target, to, at, at + length);
        at += length;
        to += length;
      }
      continue;
    }
    const kind = tag & 3;
    const offsetBytes = kind === 1 ? 1 : kind === 2 ? 2 : 4;
    if (at + offsetBytes > end) throw damaged('it ends inside a copy');
    const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const offset = kind === 1 ? ((tag >>> 5) << 8) | source[at]! : source.readUIntLE(at, offsetBytes);
    at += offsetBytes;
    if (offset === 0 || offset > to || length > target.length - to) throw damaged('a copy leaves the data');
    // The stretches may overlap: then the copy repeats what it has just written.
    for (const stop = to + length; to < stop; to++) target[to] = target[to - offset]!;
  }
  return to;
}

function damaged(detail: string): Error {
  return batchError('TIDE_WIRE_BATCH_COMPRESSED', { codec: 'snappy', detail });
}
