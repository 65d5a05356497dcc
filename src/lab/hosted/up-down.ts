// `lab up`, `lab status`, `lab down`: a lab that stays until it is told to go, held by a detached host process.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emit, TideEvent } from '../../base/core.ts';
import { siblingModule } from '../../base/index.ts';
import type { TopologySpec } from '../../scenario/core.ts';
import { LAB_ERRORS, labError } from '../errors.ts';
import { tellingLines } from '../log-lines.ts';
import { preflight } from '../preflight.ts';
import { isAlive } from '../processes/proc.ts';
import { inheritedEnvironment } from '../warden/client.ts';
import { sweepStale } from '../warden/sweep.ts';
import { hostedFolder, hostedNames, hostLives, readState } from './state.ts';
import type { HostedState, HostOrder } from './state.ts';

export interface LabUpOptions {
  /** Letters, digits, dashes; `default` when nobody says otherwise. */
  readonly name: string;
  readonly topology: TopologySpec;
  readonly portBase?: number;
  readonly brokerHeapMb?: number;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
}

const LOOK_EVERY_MS = 100;
const DOWN_MS_MAX = 60_000;
const FIRST_STATE_MS_MAX = 20_000;

/** Resolves when the lab is ready. Throws TIDE_LAB_ALREADY_UP, and whatever startLab throws. */
export async function labUp(options: LabUpOptions): Promise<HostedState> {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/i.test(options.name)) {
    throw labError('TIDE_LAB_TOPOLOGY_INVALID', { problem: `a lab cannot be named ${JSON.stringify(options.name)}` });
  }
  const before = readState(options.name);
  if (hostLives(before)) throw labError('TIDE_LAB_ALREADY_UP', { name: options.name, pid: before.host.pid });
  await sweepStale();
  const folder = hostedFolder(options.name);
  rmSync(folder, { recursive: true, force: true });
  await preflight({
    topology: options.topology,
    runDir: join(folder, 'run'),
    ...(options.brokerHeapMb === undefined ? {} : { heapMb: options.brokerHeapMb }),
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const order: HostOrder = {
    name: options.name,
    topology: options.topology,
    portBase: options.portBase ?? null,
    brokerHeapMb: options.brokerHeapMb ?? null,
  };
  writeFileSync(join(folder, 'order.json'), JSON.stringify(order));
  const log = openSync(join(folder, 'host.log'), 'a');
  const child = spawn(process.execPath, [siblingModule(import.meta.url, './host'), folder], {
    cwd: folder,
    env: inheritedEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  return watch(options, child.pid ?? 0);
}

/** The states of all hosted labs, or of one; a lab whose host died is told as `failed`. */
export function labStatus(name?: string): readonly HostedState[] {
  return (name === undefined ? hostedNames() : [name]).flatMap((each) => {
    const state = readState(each);
    if (state === undefined) return [];
    return isAlive(state.host) || state.status === 'failed' ? [state] : [{ ...state, status: 'failed' as const }];
  });
}

/** The state of a lab that is up. Throws TIDE_LAB_NOT_UP. */
export function stateOf(name: string): HostedState & { readonly lab: NonNullable<HostedState['lab']> } {
  const state = readState(name);
  if (!hostLives(state)) throw labError('TIDE_LAB_NOT_UP', { name });
  if (state.lab === null) throw labError('TIDE_LAB_NOT_UP', { name, detail: `It is ${state.status}.` });
  return { ...state, lab: state.lab };
}

/** Stops the lab and removes its folder; resolves when no process of it is left. Throws TIDE_LAB_NOT_UP. */
export async function labDown(name: string): Promise<void> {
  const state = readState(name);
  if (state === undefined) throw labError('TIDE_LAB_NOT_UP', { name });
  if (isAlive(state.host)) process.kill(state.host.pid, 'SIGTERM');
  const until = performance.now() + DOWN_MS_MAX;
  while (isAlive(state.host)) {
    // Killing the host is safe: its warden then ends everything.
    if (performance.now() > until) process.kill(state.host.pid, 'SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
  await sweepStale();
  rmSync(hostedFolder(name), { recursive: true, force: true });
}

async function watch(options: LabUpOptions, pid: number): Promise<HostedState> {
  const folder = hostedFolder(options.name);
  const tail = eventTail(join(folder, 'events.jsonl'), options.emit);
  const until = performance.now() + FIRST_STATE_MS_MAX;
  for (;;) {
    if (options.signal?.aborted === true) {
      if (hostLives(readState(options.name))) await labDown(options.name);
      throw labError('TIDE_LAB_INTERRUPTED');
    }
    tail();
    const state = readState(options.name);
    if (state?.status === 'ready') return state;
    if (state?.status === 'failed') throw failure(options.name, state);
    const silent = state === undefined && performance.now() > until;
    if (silent || (state !== undefined && !hostLives(state))) throw failure(options.name, undefined, pid);
    await sleep(LOOK_EVERY_MS);
  }
}

/** The error of the host process, as itself where it is one of ours. */
function failure(name: string, state: HostedState | undefined, pid?: number): Error {
  const error = state?.error;
  if (error !== null && error !== undefined && error.code in LAB_ERRORS) {
    return labError(error.code as keyof typeof LAB_ERRORS, error.fields);
  }
  const log = join(hostedFolder(name), 'host.log');
  const lines = error?.message ?? (existsSync(log) ? tellingLines(readFileSync(log, 'utf8')) : `host process ${pid}`);
  return labError('TIDE_LAB_HOST_FAILED', {
    name,
    lines: `    ${lines.trim()}`,
    log,
    advice: error?.next || undefined,
  });
}

/** Emits the events that were added to the file since the last call. */
function eventTail(file: string, emit: Emit): () => void {
  let told = 0;
  return () => {
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(told)) emit(JSON.parse(line) as TideEvent);
    told = lines.length;
  };
}
