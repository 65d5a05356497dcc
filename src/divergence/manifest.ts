// The manifest of an archive: its identity is a hash of itself, so that a changed one is no manifest. Pure.
import { createHash } from 'node:crypto';
import type { TailIndexEntry, TailKind, TailManifest } from './contract.ts';
import { divergenceError } from './errors.ts';

export const MANIFEST_FILE = 'manifest.json';
const FORMAT = 'tideover-tail/1';

export function identify(manifest: Omit<TailManifest, 'id'>): TailManifest {
  return { ...manifest, id: hashOf(manifest) };
}

function hashOf(manifest: Omit<TailManifest, 'id'>): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}

/** Throws TIDE_DIVERGENCE_ARCHIVE when the text is not a manifest as it was written. */
export function parseManifest(directory: string, text: string): TailManifest {
  const refuse = (why: string, cause?: unknown): Error =>
    divergenceError('TIDE_DIVERGENCE_ARCHIVE', { directory, file: MANIFEST_FILE, why }, cause);
  let value: TailManifest;
  try {
    value = JSON.parse(text) as TailManifest;
  } catch (error) {
    throw refuse('it is not JSON', error);
  }
  if (typeof value !== 'object' || value === null || value.format !== FORMAT)
    throw refuse(`it is not of the format ${FORMAT}`);
  const { id, ...rest } = value;
  if (hashOf(rest) !== id) throw refuse('it was changed after it was written: its hash is not its id');
  return value;
}

const KINDS: readonly TailKind[] = ['data', 'control', 'aborted', 'open-transaction'];

export function indexLine(entry: TailIndexEntry): string {
  const { offset, timestamp, fingerprint, kind } = entry;
  return `${JSON.stringify({ offset, timestamp, fingerprint, kind })}\n`;
}

/** Null when the line is no index entry. */
export function parseIndexLine(line: string): TailIndexEntry | null {
  try {
    const value = JSON.parse(line) as TailIndexEntry;
    const shaped =
      Number.isSafeInteger(value.offset) &&
      Number.isSafeInteger(value.timestamp) &&
      typeof value.fingerprint === 'string' &&
      KINDS.includes(value.kind);
    return shaped ? value : null;
  } catch {
    return null;
  }
}
