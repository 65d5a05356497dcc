// Checkpoint file of a comparison: what is done, and where each open partition stands; plain JSON without payload.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { CompareCheckpoint, CompareRequest } from '../../compare/core.ts';
import { replicateError } from './errors.ts';
import type { VerifiedPartition } from './verdict.ts';

export interface VerifyFile {
  readonly format: 'tideover-verify/1';
  readonly flow: string;
  /** What was asked for; another question begins anew. */
  readonly question: string;
  readonly done: readonly VerifiedPartition[];
  /** By `topic-partition`. */
  readonly open: Readonly<Record<string, CompareCheckpoint>>;
}

/** The same words for the same comparison. */
export function questionOf(requests: readonly CompareRequest[]): string {
  return JSON.stringify(requests.map((one) => [one.topic, one.partition, one.from, one.to, one.isolation, one.shift]));
}

/** Throws TIDE_REPLICATE_CHECKPOINT when it is missing, damaged or of another question. */
export async function readVerifyFile(file: string, question: string): Promise<VerifyFile> {
  const wrong = (detail: string, cause?: unknown): Error =>
    replicateError('TIDE_REPLICATE_CHECKPOINT', { file, detail }, cause);
  let kept: Partial<VerifyFile>;
  try {
    kept = JSON.parse(await readFile(file, 'utf8')) as Partial<VerifyFile>;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw wrong(
      missing ? 'There is no such file: no comparison was interrupted here.' : 'It is not whole JSON.',
      error,
    );
  }
  if (kept.format !== 'tideover-verify/1') throw wrong(`Its format is ${String(kept.format)}.`);
  if (kept.question !== question) throw wrong('It belongs to another comparison: other topics, ranges or isolation.');
  return kept as VerifyFile;
}

export async function writeVerifyFile(file: string, content: VerifyFile): Promise<void> {
  const next = `${file}.next`;
  await writeFile(next, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await rename(next, file);
}

export async function removeVerifyFile(file: string): Promise<void> {
  await rm(file, { force: true });
}
