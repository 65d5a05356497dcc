// An archive that is opened for reading: its manifest, proven to be as it was written, and the key to its files.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveKey, TailManifest } from './contract.ts';
import { divergenceError } from './errors.ts';
import { loadKey } from './key.ts';
import { MANIFEST_FILE, parseManifest } from './manifest.ts';
import { keyIdOf } from './seal.ts';

export interface TailArchive {
  readonly directory: string;
  readonly manifest: TailManifest;
  readonly key: Buffer | null;
}

/** Throws TIDE_DIVERGENCE_ARCHIVE without a whole manifest, TIDE_DIVERGENCE_KEY with another key than it was made with. */
export async function openArchive(directory: string, keyFrom?: ArchiveKey): Promise<TailArchive> {
  const text = await readFile(join(directory, MANIFEST_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'ENOENT'
        ? 'It has no manifest: the export never finished. Repeat it, it goes on where it stopped'
        : `It cannot be read: ${error.code ?? error.message}`;
    throw divergenceError('TIDE_DIVERGENCE_ARCHIVE', { directory, file: MANIFEST_FILE, why }, error);
  });
  const manifest = parseManifest(directory, text);
  if (manifest.encryption === null) return { directory, manifest, key: null };
  if (keyFrom === undefined)
    throw divergenceError('TIDE_DIVERGENCE_KEY', {
      source: 'none given',
      why: `The archive is encrypted with key ${manifest.encryption.keyId}`,
    });
  const key = await loadKey(keyFrom);
  if (keyIdOf(key) !== manifest.encryption.keyId)
    throw divergenceError('TIDE_DIVERGENCE_KEY', {
      source: 'file' in keyFrom ? `file ${keyFrom.file}` : `environment variable ${keyFrom.environment}`,
      why: `It is key ${keyIdOf(key)}; the archive was made with key ${manifest.encryption.keyId}`,
    });
  return { directory, manifest, key };
}
