// The state file of a running link: where it listens; written when it does, removed when it ends in peace.
import { rename, rm, writeFile } from 'node:fs/promises';
import type { LinkProcessSpec, LinkProcessState } from './spec.ts';

/** In one piece: whoever polls for the file never reads half of it. */
export async function writeLinkState(
  spec: Pick<LinkProcessSpec, 'link' | 'stateFile'>,
  { url, startedWallMs }: { readonly url: string; readonly startedWallMs: number },
): Promise<void> {
  const state: LinkProcessState = {
    format: 'tideover-link/1',
    pid: process.pid,
    url,
    flow: spec.link.flow.name,
    generation: spec.link.generation,
    startedWallMs,
  };
  const next = `${spec.stateFile}.${process.pid}`;
  await writeFile(next, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(next, spec.stateFile);
}

/** Ended in peace: nobody has to ask a link that is not there. */
export async function removeLinkState(stateFile: string): Promise<void> {
  await rm(stateFile, { force: true });
}
