// exportTail: the retired site's tail into a folder that proves itself; resumable, and no manifest before everything is on disk.
import { mkdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { formatBytes, formatCount, keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { type Journal, openJournal } from '../runbook/index.ts';
import { severalAtOnce } from './at-once.ts';
import { readArchiveFile, syncFolder, writeArchiveFile } from './archive-file.ts';
import { archiveTail } from './archive-tail.ts';
import type { ArchiveKey, Divergence, TailManifest, TailPartition } from './contract.ts';
import { divergenceError } from './errors.ts';
import { loadKey } from './key.ts';
import { MANIFEST_FILE, identify, parseManifest } from './manifest.ts';
import { PATIENCE, type Patience, logEndsOf } from './route.ts';
import { keyIdOf } from './seal.ts';
import { type DivergenceWorld, say } from './world.ts';

export const ARCHIVE_JOURNAL = 'journal.jsonl';

export interface ExportOptions {
  readonly world: DivergenceWorld;
  /** Name of the surviving site, for the manifest. */
  readonly surviving: string;
  /** Encrypts every file but the manifest and the journal. Absent: plain files, readable by their owner only. */
  readonly key?: ArchiveKey;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
}

/**
 * Reads [point, retiredEnd) of every partition as raw batches up to the log end and writes one file each, its index, and at last
 * the manifest. Reads only at the retired site. The same call again goes on where it stopped: finished partitions are proven by
 * their hashes and kept; a partition that was cut off begins anew. A finished archive of the same tail is given as it is.
 */
export async function exportTail(
  retired: RawCluster,
  divergences: readonly Divergence[],
  directory: string,
  options: ExportOptions,
): Promise<TailManifest> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const journal = await openJournal(join(directory, ARCHIVE_JOURNAL), options.world.clock);
  try {
    const key = options.key === undefined ? null : await loadKey(options.key);
    const finished = await finishedArchive(directory, divergences);
    if (finished !== null) return finished;
    const tails = divergences.filter((one) => one.point < one.retiredEnd);
    const partitions = await severalAtOnce(tails, (divergence) =>
      archiveOrKeep(retired, divergence, directory, key, journal, options),
    );
    await checkUnwritten(retired, divergences);
    return await writeManifest(retired, divergences, partitions, directory, key, options);
  } finally {
    await journal.close();
  }
}

async function finishedArchive(directory: string, divergences: readonly Divergence[]): Promise<TailManifest | null> {
  const text = await readFile(join(directory, MANIFEST_FILE), 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? null : Promise.reject(error),
  );
  if (text === null) return null;
  const manifest = parseManifest(directory, text);
  const shape = (all: readonly Divergence[]): string =>
    all
      .map((one) => `${keyOf(one)} ${one.point} ${one.retiredEnd}`)
      .toSorted()
      .join('\n');
  if (shape(manifest.divergences) !== shape(divergences))
    throw divergenceError('TIDE_DIVERGENCE_OTHER_TAIL', {
      directory,
      why: 'Its manifest names other partitions, points or ends than the divergence that is to be archived now',
    });
  return manifest;
}

async function archiveOrKeep(
  retired: RawCluster,
  divergence: Divergence,
  directory: string,
  key: Buffer | null,
  journal: Journal,
  options: ExportOptions,
): Promise<TailPartition> {
  const step = `archive ${keyOf(divergence)}`;
  const keyId = key === null ? null : keyIdOf(key);
  const before = journal.found.entries.findLast((entry) => entry.step === step && entry.what === 'end');
  const earlier = before?.data['keyId'] === keyId ? (before.data['tail'] as TailPartition) : undefined;
  const kept = earlier !== undefined && (await isKept(divergence, earlier, directory, key));
  if (!kept)
    await journal.append({ step, what: 'begin', data: { point: divergence.point, end: divergence.retiredEnd } });
  const tail = kept
    ? earlier
    : await archiveTail(retired, divergence, directory, {
        key,
        stem: stemOf(divergence),
        patience: options.patience ?? PATIENCE,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
  if (!kept) {
    await syncFolder(directory);
    await journal.append({ step, what: 'end', outcome: 'done', data: { tail, keyId } });
  }
  say(
    options.world,
    'divergence.archived',
    `${keyOf(tail)}: ${formatCount(tail.records)} records (${formatBytes(tail.file.bytes)}) of ${retired.name}, offsets ${tail.point} to ${tail.end - 1}, lie in ${tail.file.name}${kept ? ' since an earlier run' : ''}.`,
    {
      topic: tail.topic,
      partition: tail.partition,
      point: tail.point,
      end: tail.end,
      records: tail.records,
      bytes: tail.file.bytes,
      kept,
    },
  );
  return tail;
}

/** A partition of an earlier run counts only when its files are what they were. */
async function isKept(
  divergence: Divergence,
  earlier: TailPartition,
  directory: string,
  key: Buffer | null,
): Promise<boolean> {
  if (earlier.point !== divergence.point || earlier.end !== divergence.retiredEnd) return false;
  try {
    for (const file of [earlier.file, earlier.index]) for await (const _ of readArchiveFile(directory, file, key));
    return true;
  } catch {
    return false;
  }
}

/** Topic names may be as long as a file name: a long one is shortened and told apart by its hash. */
function stemOf(divergence: Divergence): string {
  const name = keyOf(divergence);
  if (name.length <= 200) return name;
  return `${name.slice(0, 180)}~${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

async function checkUnwritten(retired: RawCluster, divergences: readonly Divergence[]): Promise<void> {
  const ends = await logEndsOf(retired, divergences);
  for (const one of divergences) {
    const after = ends.get(keyOf(one))!.end;
    if (after !== one.retiredEnd)
      throw divergenceError('TIDE_DIVERGENCE_STILL_WRITTEN', {
        cluster: retired.name,
        partition: keyOf(one),
        before: one.retiredEnd,
        after,
      });
  }
}

async function writeManifest(
  retired: RawCluster,
  divergences: readonly Divergence[],
  partitions: readonly TailPartition[],
  directory: string,
  key: Buffer | null,
  options: ExportOptions,
): Promise<TailManifest> {
  const manifest = identify({
    format: 'tideover-tail/1',
    retired: retired.name,
    surviving: options.surviving,
    madeWallMs: options.world.clock.wallMs(),
    encryption: key === null ? null : { algorithm: 'aes-256-gcm', keyId: keyIdOf(key) },
    divergences,
    partitions,
  });
  // Every file has its name and its bytes on disk before the manifest appears beside them.
  await syncFolder(directory);
  await writeArchiveFile(directory, MANIFEST_FILE, null, (file) =>
    file.write(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)),
  );
  await syncFolder(directory);
  return manifest;
}
