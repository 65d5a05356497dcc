// The key of an archive: 32 bytes from a file or an environment variable; never printed, never stored.
import { readFile } from 'node:fs/promises';
import type { ArchiveKey } from './contract.ts';
import { divergenceError } from './errors.ts';
import { ARCHIVE_KEY_BYTES } from './seal.ts';

/** 32 raw bytes (files only), or 64 hex digits, or base64 of 32 bytes. Throws TIDE_DIVERGENCE_KEY without a word of the key. */
export async function loadKey(from: ArchiveKey): Promise<Buffer> {
  const source = 'file' in from ? `file ${from.file}` : `environment variable ${from.environment}`;
  const bytes = await bytesOf(from, source);
  if ('file' in from && bytes.length === ARCHIVE_KEY_BYTES) return bytes;
  const text = bytes.toString('latin1').trim();
  const key = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[A-Za-z0-9+/]{43}=?$/.test(text)
      ? Buffer.from(text, 'base64')
      : undefined;
  if (key?.length !== ARCHIVE_KEY_BYTES)
    throw divergenceError('TIDE_DIVERGENCE_KEY', {
      source,
      why: 'It is neither 64 hex digits nor base64 of 32 bytes nor (in a file) 32 raw bytes',
    });
  return key;
}

async function bytesOf(from: ArchiveKey, source: string): Promise<Buffer> {
  if ('environment' in from) {
    const value = process.env[from.environment];
    if (value === undefined) throw divergenceError('TIDE_DIVERGENCE_KEY', { source, why: 'It is not set' });
    return Buffer.from(value, 'latin1');
  }
  try {
    return await readFile(from.file);
  } catch (error) {
    const why = `It cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`;
    throw divergenceError('TIDE_DIVERGENCE_KEY', { source, why }, error);
  }
}
