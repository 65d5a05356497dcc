// One partition's tail into the archive: the raw batches first, then the index, told from the file that was just written.
import { keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { crcOk } from '../wire/core.ts';
import { archivedBatches } from './archive-batches.ts';
import { writeArchiveFile } from './archive-file.ts';
import type { Divergence, TailKind, TailPartition } from './contract.ts';
import { divergenceError } from './errors.ts';
import { indexLine } from './manifest.ts';
import { type RawBatch, readBatches } from './read-log.ts';
import { batchInLog, marksOf, visibleRecords } from './records.ts';
import type { Patience } from './route.ts';
import { type BatchInLog, kindsOf } from './transactions.ts';

export interface TailOptions {
  readonly key: Buffer | null;
  /** File names without extension. */
  readonly stem: string;
  readonly patience: Patience;
  readonly signal?: AbortSignal;
}

export async function archiveTail(
  retired: RawCluster,
  divergence: Divergence,
  directory: string,
  options: TailOptions,
): Promise<TailPartition> {
  const { topic, partition, point, retiredEnd: end } = divergence;
  const batches: BatchInLog[] = [];
  let firstOffset = end;
  const file = await writeArchiveFile(directory, `${options.stem}.batches`, options.key, async (out) => {
    for await (const { buffer, header } of readBatches(
      retired,
      divergence,
      { from: point, to: end },
      options.patience,
    )) {
      options.signal?.throwIfAborted();
      if (!crcOk(buffer, header))
        throw divergenceError('TIDE_DIVERGENCE_DAMAGED', {
          cluster: retired.name,
          partition: keyOf(divergence),
          offset: header.baseOffset,
          detail: 'Its CRC32C is not the one in its header',
        });
      firstOffset = Math.min(firstOffset, header.baseOffset);
      batches.push(batchInLog(buffer, header));
      await out.write(buffer.subarray(header.at, header.at + header.bytes));
    }
  });
  const counted: Record<TailKind, number> = { data: 0, control: 0, aborted: 0, 'open-transaction': 0 };
  const draft = { topic, partition, point, end, firstOffset, batches: batches.length, file };
  const kinds = kindsOf(batches);
  const index = await writeArchiveFile(directory, `${options.stem}.index.jsonl`, options.key, async (out) => {
    let batch = 0;
    // The index of this file is not known yet; only its batches are read.
    const written: TailPartition = { ...draft, index: file, records: 0, kinds: counted };
    for await (const one of archivedBatches(directory, written, options.key)) {
      const lines = linesOf(one, kinds[batch]!, point);
      counted[kinds[batch]!] += lines.length;
      batch += 1;
      if (lines.length > 0) await out.write(Buffer.from(lines.join('')));
    }
  });
  const records = Object.values(counted).reduce((sum, count) => sum + count, 0);
  return { ...draft, index, records, kinds: counted };
}

/** Index lines of a batch, from the point on. A control batch is one record that no consumer sees. */
export function linesOf({ buffer, header }: RawBatch, kind: TailKind, point: number): readonly string[] {
  if (kind === 'control') {
    const { baseOffset: offset, maxTimestamp: timestamp } = header;
    return offset < point ? [] : [indexLine({ offset, timestamp, fingerprint: '', kind })];
  }
  return visibleRecords(buffer, header)
    .filter((record) => record.offset >= point)
    .map((record) => {
      const { offset, timestamp } = record;
      return indexLine({ offset, timestamp, fingerprint: marksOf(record).fingerprint, kind });
    });
}
