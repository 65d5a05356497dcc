// Verbs replicate pause, resume, drain and stop: orders to a running link; and forget, for a topic that was decided about by hand.
import { readLinkState, readTopicMemory, tellLink, writeTopicMemory } from '../../link/index.ts';
import type { LinkProcessState } from '../../link/index.ts';
import { replicateError } from './errors.ts';
import { linkOf } from './flow.ts';
import type { FlowInput, KnownLink } from './flow.ts';
import { isAlive, lookForLink } from './state-files.ts';

export type Order = 'pause' | 'resume' | 'drain' | 'stop';

export interface ReplicateOrderInput extends FlowInput {
  readonly order: Order;
  /** Bound of drain and stop. */
  readonly withinMs: number;
}

export interface ReplicateOrderResult {
  readonly flow: string;
  readonly order: Order;
  readonly pid: number;
  readonly say: string;
}

const DONE: Readonly<Record<Order, string>> = {
  pause: 'is paused: nothing is read or written; the exposure grows. Go on with: tideover replicate resume',
  resume: 'goes on',
  drain: 'has drained: the target holds everything that could be read at the source when it was asked',
  stop: 'has stopped in peace: its process has ended',
};

/** Throws TIDE_REPLICATE_NOT_RUNNING, TIDE_LINK_SILENT, TIDE_LINK_REFUSED, TIDE_REPLICATE_NOT_STOPPED. */
export async function replicateOrder(input: ReplicateOrderInput, cwd: string): Promise<ReplicateOrderResult> {
  const known = linkOf(input, cwd);
  const state = await runningLink(known);
  await tellLink(state, input.order, input.order === 'drain' ? input.withinMs : undefined);
  if (input.order === 'stop') await ended(known, state, input.withinMs);
  const say = `The link ${known.name} (process ${state.pid}) ${DONE[input.order]}.`;
  return { flow: known.name, order: input.order, pid: state.pid, say };
}

export async function runningLink({ name, stateFile, selection }: KnownLink): Promise<LinkProcessState> {
  const state = await readLinkState(stateFile);
  if (state === null) throw replicateError('TIDE_REPLICATE_NOT_RUNNING', { flow: name, stateFile, selection });
  return state;
}

const LOOK_EVERY_MS = 50;

/** Stopped means: the process is gone, or has taken its state file away, which it does after its last request. Throws TIDE_REPLICATE_NOT_STOPPED. */
export async function ended(
  known: Pick<KnownLink, 'name' | 'stateFile'>,
  { pid, url }: LinkProcessState,
  withinMs: number,
): Promise<void> {
  const until = performance.now() + withinMs;
  while (isAlive(pid) && (await readLinkState(known.stateFile))?.pid === pid) {
    if (performance.now() > until) {
      const detail = `Process ${pid} was told at ${url} to end and still runs after ${withinMs} ms.`;
      throw replicateError('TIDE_REPLICATE_NOT_STOPPED', { flow: known.name, pid, detail });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

export interface ReplicateForgetInput extends FlowInput {
  readonly topic: string;
}

/** Takes a topic out of the link's memory, after its copy was kept, renamed or deleted by hand. Changes no cluster. */
export async function replicateForget(
  input: ReplicateForgetInput,
  cwd: string,
): Promise<{ readonly flow: string; readonly topic: string }> {
  const { name, stateFile, selection } = linkOf(input, cwd);
  const there = await lookForLink(stateFile);
  if (there.is === 'answers' || (there.is === 'silent' && there.alive)) {
    const detail = 'A running link keeps its memory itself and would write it back.';
    const next = `Stop it first: tideover replicate stop ${selection}`;
    throw replicateError('TIDE_REPLICATE_RUNNING', { flow: name, pid: there.state.pid, stateFile, detail, next });
  }
  const memory = await readTopicMemory(stateFile);
  const kept = memory.filter((one) => one.topic !== input.topic);
  if (kept.length === memory.length) {
    const known = memory.map((one) => one.topic).join(', ');
    throw replicateError('TIDE_REPLICATE_NOT_REMEMBERED', {
      flow: name,
      topic: input.topic,
      file: `${stateFile}.topics`,
      known: known === '' ? 'none' : known,
      selection,
    });
  }
  await writeTopicMemory(stateFile, kept);
  return { flow: name, topic: input.topic };
}
