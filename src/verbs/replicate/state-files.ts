// Files of a link beside its state file: who runs it now, ACLs that wait for its promotion, and the cut of a promotion.
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isTideError } from '../../base/core.ts';
import type { CutPoint } from '../../divergence/core.ts';
import type { AclBinding } from '../../kafka/core.ts';
import { askLinkStatus, readLinkState } from '../../link/index.ts';
import type { LinkProcessState, LinkProcessStatus } from '../../link/index.ts';

export type LinkPresence =
  | { readonly is: 'absent' }
  | { readonly is: 'answers'; readonly state: LinkProcessState; readonly status: LinkProcessStatus }
  /** It does not answer; `alive`: its process is still there (on this machine). */
  | { readonly is: 'silent'; readonly state: LinkProcessState; readonly alive: boolean; readonly why: string };

export async function lookForLink(stateFile: string): Promise<LinkPresence> {
  const state = await readLinkState(stateFile);
  if (state === null) return { is: 'absent' };
  try {
    return { is: 'answers', state, status: await askLinkStatus(state) };
  } catch (error) {
    if (!isTideError(error)) throw error;
    return { is: 'silent', state, alive: isAlive(state.pid), why: error.message };
  }
}

/** Signal 0 asks only. A process of another user counts as alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function makeStateFolder(stateFile: string): Promise<void> {
  await mkdir(dirname(stateFile), { recursive: true, mode: 0o700 });
}

const heldFile = (stateFile: string): string => `${stateFile}.acls`;

/** ACLs that would let producers write into the copy: written at promotion, when the source may be gone. */
export async function keepHeldAcls(stateFile: string, acls: readonly AclBinding[]): Promise<void> {
  await writeFile(heldFile(stateFile), `${JSON.stringify(acls)}\n`, { mode: 0o600 });
}

export async function readHeldAcls(stateFile: string): Promise<readonly AclBinding[]> {
  return (await readJson<readonly AclBinding[]>(heldFile(stateFile))) ?? [];
}

export const cutFileOf = (stateFile: string): string => `${stateFile}.cut`;

/** Where the surviving site's own history begins; a way back starts from it. */
export interface PromotionCut extends CutPoint {
  readonly format: 'tideover-cut/1';
  readonly flow: string;
  readonly generation: number;
  readonly wallMs: number;
  /** False: the source was not asked, so its log may hold records beyond these ends. */
  readonly drained: boolean;
}

/** On disk before the first application writes, or the way back would have to guess. */
export async function keepCut(stateFile: string, cut: PromotionCut): Promise<void> {
  const next = `${cutFileOf(stateFile)}.next`;
  const file = await open(next, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(cut)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, cutFileOf(stateFile));
}

export async function readCut(stateFile: string): Promise<PromotionCut | null> {
  return await readJson<PromotionCut>(cutFileOf(stateFile));
}

async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
