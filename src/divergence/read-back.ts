// readBackTail: the proof without which nothing may be destroyed: every byte of an archive read again, and the retired log beside it.
import { createHash } from 'node:crypto';
import { formatCount, keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { type TailArchive, openArchive } from './archive.ts';
import { archivedBatches } from './archive-batches.ts';
import { readArchiveFile } from './archive-file.ts';
import { linesOf } from './archive-tail.ts';
import type { ArchiveKey, TailManifest, TailPartition } from './contract.ts';
import { divergenceError } from './errors.ts';
import { parseIndexLine } from './manifest.ts';
import { readBatches } from './read-log.ts';
import { logEndsOf } from './route.ts';
import { type DivergenceWorld, say } from './world.ts';

export interface ReadBackOptions {
  readonly world: DivergenceWorld;
  readonly key?: ArchiveKey;
  /** Compares with the log as the retired site holds it now, byte by byte. Needed before anything there is destroyed. */
  readonly retired?: RawCluster;
  readonly signal?: AbortSignal;
}

/** What was proven. `destroyable` only when the retired log itself was read again and equals the archive, to its end. */
export interface TailProof {
  readonly archive: string;
  readonly directory: string;
  readonly manifest: TailManifest;
  readonly records: number;
  readonly bytes: number;
  readonly destroyable: boolean;
  readonly evidence: readonly string[];
}

/** Throws TIDE_DIVERGENCE_ARCHIVE (or _SEAL, _NOT_THE_LOG, _STILL_WRITTEN) on the first thing that is not as it must be. */
export async function readBackTail(directory: string, options: ReadBackOptions): Promise<TailProof> {
  const archive = await openArchive(directory, options.key);
  const proof = await proveArchive(archive, options.signal);
  const evidence = [...proof.evidence];
  if (options.retired !== undefined)
    evidence.push(...(await proveAgainstLog(archive, options.retired, options.signal)));
  const { manifest } = archive;
  const records = manifest.partitions.reduce((sum, one) => sum + one.records, 0);
  const destroyable = options.retired !== undefined;
  say(options.world, 'divergence.verified', `The archive ${directory} is whole: ${evidence.join(' ')}`, {
    archive: manifest.id,
    partitions: manifest.partitions.length,
    records,
    bytes: proof.bytes,
    againstRetired: destroyable,
  });
  return { archive: manifest.id, directory, manifest, records, bytes: proof.bytes, destroyable, evidence };
}

/** Files, hashes, CRCs and index; asks no cluster. */
export async function proveArchive(
  archive: TailArchive,
  signal?: AbortSignal,
): Promise<{ readonly bytes: number; readonly evidence: readonly string[] }> {
  let bytes = 0;
  let batches = 0;
  let records = 0;
  for (const partition of archive.manifest.partitions) {
    signal?.throwIfAborted();
    await provePartition(archive, partition);
    bytes += partition.file.bytes;
    batches += partition.batches;
    records += partition.records;
  }
  const evidence = [
    `${formatCount(records)} records in ${formatCount(batches)} batches of ${archive.manifest.partitions.length} partitions were read back: SHA-256 of every file, CRC of every batch and every line of the index are right.`,
  ];
  return { bytes, evidence };
}

async function provePartition(archive: TailArchive, partition: TailPartition): Promise<void> {
  const lines = indexLines(archive, partition);
  try {
    await proveLines(archive, partition, lines);
  } finally {
    // Closes the file when the proof ended early.
    await lines.return();
  }
}

async function proveLines(
  archive: TailArchive,
  partition: TailPartition,
  lines: AsyncGenerator<string, void>,
): Promise<void> {
  const refuse = (file: string, why: string): Error =>
    divergenceError('TIDE_DIVERGENCE_ARCHIVE', { directory: archive.directory, file, why });
  let batches = 0;
  let records = 0;
  for await (const batch of archivedBatches(archive.directory, partition, archive.key)) {
    batches += 1;
    for (const made of linesOf(batch, 'data', partition.point)) {
      const noted = await lines.next();
      if (noted.done === true)
        throw refuse(partition.index.name, `it has ${records} lines and the batches more records`);
      if (!isSameEntry(made, noted.value, batch.header.baseOffset))
        throw refuse(partition.index.name, `its line ${records + 1} is not the record that the batches hold`);
      records += 1;
    }
  }
  if ((await lines.next()).done !== true)
    throw refuse(partition.index.name, `it has more lines than the batches have records (${records})`);
  if (batches !== partition.batches || records !== partition.records)
    throw refuse(
      partition.file.name,
      `it holds ${records} records in ${batches} batches; the manifest says ${partition.records} in ${partition.batches}`,
    );
}

/** The kind is the index's own statement; offset, timestamp and fingerprint must be what the batch gives. */
function isSameEntry(made: string, noted: string, baseOffset: number): boolean {
  const entry = parseIndexLine(noted);
  if (entry === null) return false;
  if (entry.kind === 'control') return entry.offset === baseOffset;
  return JSON.stringify({ ...entry, kind: 'data' }) === made.trimEnd();
}

async function* indexLines(archive: TailArchive, partition: TailPartition): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of readArchiveFile(archive.directory, partition.index, archive.key)) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function proveAgainstLog(
  archive: TailArchive,
  retired: RawCluster,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { manifest } = archive;
  const ends = await logEndsOf(retired, manifest.divergences);
  for (const one of manifest.divergences) {
    const after = ends.get(keyOf(one))!.end;
    const fields = { cluster: retired.name, partition: keyOf(one), before: one.retiredEnd, after };
    if (after !== one.retiredEnd) throw divergenceError('TIDE_DIVERGENCE_STILL_WRITTEN', fields);
  }
  for (const partition of manifest.partitions) {
    signal?.throwIfAborted();
    const hash = createHash('sha256');
    const { point: from, end: to } = partition;
    for await (const { buffer, header } of readBatches(retired, partition, { from, to }))
      hash.update(buffer.subarray(header.at, header.at + header.bytes));
    if (hash.digest('hex') !== partition.file.contentSha256)
      throw divergenceError('TIDE_DIVERGENCE_NOT_THE_LOG', {
        cluster: retired.name,
        partition: keyOf(partition),
        why: `The batches at offsets ${from} to ${to - 1} have another SHA-256 than the archived ones`,
      });
  }
  return [
    `${retired.name} was read again: its log ends where it ended, and its tail is byte for byte the archived one.`,
  ];
}
