// A partition's tail from the archive into memory, without its payload: what the match needs.
import { keyOf } from '../base/core.ts';
import type { TailArchive } from './archive.ts';
import { archivedBatches } from './archive-batches.ts';
import type { TailPartition } from './contract.ts';
import { divergenceError } from './errors.ts';
import type { TailEntry } from './match.ts';
import { batchInLog, marksOf, visibleRecords } from './records.ts';
import { type BatchInLog, kindsOf } from './transactions.ts';

/** About 400 bytes each. */
export const TAIL_RECORDS_MAX = 1_000_000;

/** Entries in the order of the log, control records included; the same order as the index. */
export async function loadTail(
  archive: TailArchive,
  partition: TailPartition,
  tailRecordsMax = TAIL_RECORDS_MAX,
): Promise<readonly TailEntry[]> {
  if (partition.records > tailRecordsMax)
    throw divergenceError('TIDE_DIVERGENCE_TAIL_LARGE', { partition: keyOf(partition), recordsMax: tailRecordsMax });
  const batches: BatchInLog[] = [];
  const loaded: (Omit<TailEntry, 'kind'> & { readonly batch: number })[] = [];
  for await (const { buffer, header } of archivedBatches(archive.directory, partition, archive.key)) {
    const batch = batches.push(batchInLog(buffer, header)) - 1;
    if (batches[batch]!.control) {
      const { baseOffset: offset, maxTimestamp: timestamp } = header;
      if (offset >= partition.point)
        loaded.push({ offset, timestamp, fingerprint: '', key: null, nullValue: false, batch });
      continue;
    }
    for (const record of visibleRecords(buffer, header)) {
      if (record.offset < partition.point) continue;
      const { offset, timestamp } = record;
      loaded.push({ offset, timestamp, ...marksOf(record), nullValue: record.value === null, batch });
    }
  }
  const kinds = kindsOf(batches);
  return loaded.map(({ batch, ...entry }) => ({ ...entry, kind: kinds[batch]! }));
}
