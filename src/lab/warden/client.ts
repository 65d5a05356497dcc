// The parent's side of the warden: starts it, asks it to claim and to spawn, and notices its death.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { siblingModule } from '../../base/index.ts';
import { labError } from '../errors.ts';
import { killAll } from '../processes/kill.ts';
import { startOf } from '../processes/proc.ts';
import type { ProcessIdentity } from '../processes/proc.ts';
import type { Answer, FromWarden, Order, SpawnOrder, WardenOptions } from './protocol.ts';
import { strike } from './register.ts';

const KILL_MS_MAX = 10_000;

export type ExitListener = (code: number | null, signal: string | null) => void;

export class Warden {
  readonly #options: WardenOptions;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  readonly #exits = new Map<number, ExitListener>();
  /** Ends that were told before the caller of spawn could listen. */
  readonly #early = new Map<number, Parameters<ExitListener>>();
  readonly #started: ProcessIdentity[] = [];
  readonly #gone: Promise<void>;
  #next = 1;
  #ended: Error | undefined;
  #shuttingDown = false;

  constructor(options: Omit<WardenOptions, 'parent'>) {
    this.#options = { ...options, parent: { pid: process.pid, start: startOf(process.pid) ?? 0 } };
    this.#logFile = join(options.runDir, 'logs', 'warden.log');
    const log = openSync(this.#logFile, 'a');
    this.#child = fork(siblingModule(import.meta.url, './main'), [JSON.stringify(this.#options)], {
      cwd: options.runDir,
      detached: true,
      env: inheritedEnvironment(),
      execArgv: [],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#child.on('message', (message) => this.#receive(message as FromWarden));
    this.#gone = new Promise((resolve) => {
      this.#child.once('error', (error) => void this.#end(error.message).then(resolve));
      this.#child.once('exit', (code, signal) => void this.#end(signal ?? `code ${code}`).then(resolve));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async ask(order: Order): Promise<Answer> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // A failed send shows as the warden's end.
      this.#child.send({ ...order, id }, () => undefined);
    });
  }

  /** Throws TIDE_LAB_SPAWN_FAILED. `onExit` is called once, also when the warden dies. */
  async spawn(order: SpawnOrder, onExit: ExitListener): Promise<ProcessIdentity> {
    const answer = await this.ask({ op: 'spawn', order });
    if (answer.op !== 'spawned') {
      const reason = answer.op === 'failed' ? answer.reason : answer.op;
      throw labError('TIDE_LAB_SPAWN_FAILED', { name: order.name, reason, command: order.command });
    }
    this.#started.push(answer.identity);
    const early = this.#early.get(answer.identity.pid);
    if (early !== undefined) queueMicrotask(() => onExit(...early));
    else this.#exits.set(answer.identity.pid, onExit);
    this.#early.delete(answer.identity.pid);
    return answer.identity;
  }

  /** Kills everything, ends the warden, and returns what could not be killed. */
  async shutdown(): Promise<readonly ProcessIdentity[]> {
    this.#shuttingDown = true;
    if (this.#ended === undefined) await this.ask({ op: 'shutdown' }).catch(() => undefined);
    await this.#gone;
    return killAll(this.#options.labId, this.#started, KILL_MS_MAX);
  }

  #receive(message: FromWarden): void {
    if ('answer' in message) {
      this.#waiting.get(message.id)?.resolve(message.answer);
      this.#waiting.delete(message.id);
      return;
    }
    const listener = this.#exits.get(message.exit);
    this.#exits.delete(message.exit);
    if (listener === undefined) this.#early.set(message.exit, [message.code, message.signal]);
    else listener(message.code, message.signal);
  }

  async #end(status: string): Promise<void> {
    if (this.#ended !== undefined) return;
    this.#ended = labError(
      this.#shuttingDown ? 'TIDE_LAB_STOPPED' : 'TIDE_LAB_WARDEN_DIED',
      this.#shuttingDown ? { wanted: 'start another process' } : { status, log: this.#logFile },
    );
    if (!this.#shuttingDown) {
      // The warden was killed: the kernel ends its direct children where it can; this ends the rest.
      const left = await killAll(this.#options.labId, this.#started, KILL_MS_MAX);
      if (left.length === 0) strike(this.#options.cache, this.#options.labId);
    }
    for (const listener of this.#exits.values()) listener(null, 'SIGKILL');
    this.#exits.clear();
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** This process's environment without what belongs to this process alone (test runner, an outer lab's mark). */
export function inheritedEnvironment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || name === 'NODE_TEST_CONTEXT' || name === 'TIDEOVER_LAB_ID') continue;
    kept[name] = value;
  }
  return kept;
}
