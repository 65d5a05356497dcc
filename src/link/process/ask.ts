// Asks a running link process over its loopback HTTP endpoint, bounded; works in any process that can read the state file.
import { readFile } from 'node:fs/promises';
import { linkProcessError } from './errors.ts';
import type { LinkProcessState, LinkProcessStatus } from './spec.ts';

const ANSWER_WITHIN_MS = 2000;

/** The state file of a link; null when there is none (never started, or ended in peace). */
export async function readLinkState(stateFile: string): Promise<LinkProcessState | null> {
  let text: string;
  try {
    text = await readFile(stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const state = JSON.parse(text) as Partial<LinkProcessState>;
    return state.format === 'tideover-link/1' && typeof state.url === 'string' ? (state as LinkProcessState) : null;
  } catch {
    // Half a file: the process is writing it at this moment, or died while it did.
    return null;
  }
}

/** Throws TIDE_LINK_SILENT when nothing answers there in time. */
export async function askLinkStatus(state: LinkProcessState, withinMs = ANSWER_WITHIN_MS): Promise<LinkProcessStatus> {
  return (await (await ask(state, 'GET', '/status', withinMs)).json()) as LinkProcessStatus;
}

/** pause, resume, stop, or drain (answers when done or late). Throws TIDE_LINK_SILENT, TIDE_LINK_REFUSED. */
export async function tellLink(
  state: LinkProcessState,
  what: 'pause' | 'resume' | 'stop' | 'drain',
  withinMs = ANSWER_WITHIN_MS,
): Promise<void> {
  const path = what === 'drain' ? `/drain?withinMs=${withinMs}` : `/${what}`;
  const answer = await ask(state, 'POST', path, withinMs + ANSWER_WITHIN_MS);
  if (answer.ok) return;
  throw linkProcessError('TIDE_LINK_REFUSED', { flow: state.flow, what, detail: (await answer.text()).slice(0, 500) });
}

async function ask(state: LinkProcessState, method: string, path: string, withinMs: number): Promise<Response> {
  try {
    return await fetch(new URL(path, state.url), { method, signal: AbortSignal.timeout(withinMs) });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw linkProcessError(
      'TIDE_LINK_SILENT',
      { flow: state.flow, pid: state.pid, url: state.url, detail, withinMs },
      error,
    );
  }
}
