// Compression of record blocks: every codec is read, within a bound; none, gzip and zstd are written.
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { isTideError, unreachable } from '../../base/core.ts';
import { batchError } from './errors.ts';
import { decodeLz4 } from './lz4.ts';
import type { Codec } from './shapes.ts';
import { decodeSnappy } from './snappy.ts';

/** Bound on one batch's records, decompressed. Kafka has none; 256 MiB is 256 times the default batch limit. */
export const DECOMPRESSED_BYTES_MAX = 268_435_456;

/** Codecs that are also written; the others are only ever copied. */
export type WritableCodec = Extract<Codec, 'none' | 'gzip' | 'zstd'>;

/** Throws TIDE_WIRE_BATCH_COMPRESSED for damaged data, TIDE_WIRE_BATCH_LARGE beyond the bound. */
export function decompress(codec: Codec, block: Buffer, bytesMax: number = DECOMPRESSED_BYTES_MAX): Buffer {
  try {
    switch (codec) {
      case 'none':
        return block;
      case 'gzip':
        return gunzipSync(block, { maxOutputLength: bytesMax });
      case 'zstd':
        return zstdDecompressSync(block, { maxOutputLength: bytesMax });
      case 'snappy':
        return decodeSnappy(block, bytesMax);
      case 'lz4':
        return decodeLz4(block, bytesMax);
      default:
        return unreachable(codec);
    }
  } catch (error) {
    if (isTideError(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw batchError('TIDE_WIRE_BATCH_LARGE', { codec, most: bytesMax }, error);
    throw batchError('TIDE_WIRE_BATCH_COMPRESSED', { codec, detail: message }, error);
  }
}

export function compress(codec: WritableCodec, block: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return block;
    case 'gzip':
      return gzipSync(block);
    case 'zstd':
      return zstdCompressSync(block);
    default:
      return unreachable(codec);
  }
}
