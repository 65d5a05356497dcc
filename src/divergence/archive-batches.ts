// Batches out of an archive file: whole, in order, each with its CRC checked.
import { keyOf } from '../base/core.ts';
import { crcOk, walkBatches } from '../wire/core.ts';
import { readArchiveFile } from './archive-file.ts';
import type { TailPartition } from './contract.ts';
import { divergenceError } from './errors.ts';
import type { RawBatch } from './read-log.ts';

/** Throws TIDE_DIVERGENCE_ARCHIVE on the first byte that is not as written; the last hash is checked behind the last batch. */
export async function* archivedBatches(
  directory: string,
  partition: TailPartition,
  key: Buffer | null,
): AsyncGenerator<RawBatch> {
  const refuse = (why: string): Error =>
    divergenceError('TIDE_DIVERGENCE_ARCHIVE', { directory, file: partition.file.name, why });
  let rest: Buffer = Buffer.alloc(0);
  let next = partition.firstOffset;
  for await (const chunk of readArchiveFile(directory, partition.file, key)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let taken = 0;
    try {
      for (const header of walkBatches(rest)) {
        if (!crcOk(rest, header)) throw refuse(`the CRC of its batch at offset ${header.baseOffset} is wrong`);
        if (header.baseOffset < next)
          throw refuse(`a batch at offset ${header.baseOffset} stands where ${next} or more is due`);
        next = header.baseOffset + header.lastOffsetDelta + 1;
        taken = header.at + header.bytes;
        yield { buffer: rest, header };
      }
    } catch (error) {
      if (!(error as Error & { code?: string }).code?.startsWith('TIDE_WIRE_')) throw error;
      throw refuse(`it holds bytes that are no batch behind offset ${next - 1} (${(error as Error).message})`);
    }
    rest = rest.subarray(taken);
  }
  if (rest.length > 0) throw refuse(`it ends inside a batch of ${keyOf(partition)}`);
  if (next < partition.end) throw refuse(`its last batch ends at offset ${next}; ${partition.end} is due`);
}
