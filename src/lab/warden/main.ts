// The warden process: owns every process of one lab and the claim on its network, and ends them all when its parent is gone.
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { isAlive, startOf } from '../processes/proc.ts';
import type { ProcessIdentity } from '../processes/proc.ts';
import { killAll } from '../processes/kill.ts';
import { claimSlot } from './claim.ts';
import type { Answer, SpawnOrder, ToWarden, WardenOptions } from './protocol.ts';
import { enter, recordProcess, strike } from './register.ts';

const KILL_MS_MAX = 10_000;
const options = JSON.parse(process.argv[2] ?? '{}') as WardenOptions;
const children = new Map<number, ProcessIdentity>();
let ending = false;

process.title = `tideover-warden ${options.labId}`;
// The terminal's Ctrl-C and hang-up are for the parent to decide about; its own end is what ends us.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => void end());
process.on('disconnect', () => void end());
process.on('uncaughtException', (error) => {
  console.error(error);
  void end();
});
process.on('message', (message) => void handle(message as ToWarden));
if (!process.connected) void end();

enter(options.cache, {
  labId: options.labId,
  runDir: options.runDir,
  warden: { pid: process.pid, start: startOf(process.pid) ?? 0 },
  parent: options.parent,
  dataFolder: options.dataFolder,
});

async function handle(message: ToWarden): Promise<void> {
  const answer = await obey(message).catch(
    (error: unknown): Answer => ({ op: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
  send({ id: message.id, answer });
  if (answer.op === 'gone') process.disconnect();
}

async function obey(message: ToWarden): Promise<Answer> {
  if (message.op === 'claim') return claimSlot(message.slots);
  if (message.op === 'spawn') return start(message.order);
  return { op: 'gone', left: await killAll(options.labId, [...children.values()], KILL_MS_MAX) };
}

function start(order: SpawnOrder): Promise<Answer> {
  if (ending) return Promise.resolve({ op: 'failed', reason: 'the lab is ending' });
  const stdout = openSync(order.stdoutFile, 'a');
  const stderr = order.stderrFile === order.stdoutFile ? stdout : openSync(order.stderrFile, 'a');
  // Its own session: no signal of the terminal reaches it, and one kill reaches its whole group.
  const child = spawn(order.command, [...order.args], {
    cwd: order.cwd,
    env: order.env,
    detached: true,
    stdio: ['ignore', stdout, stderr],
  });
  closeSync(stdout);
  if (stderr !== stdout) closeSync(stderr);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const pid = child.pid!;
      const identity = { pid, start: startOf(pid) ?? 0 };
      children.set(pid, identity);
      recordProcess(options.runDir, order.name, identity);
      child.once('exit', (code, signal) => {
        children.delete(pid);
        send({ exit: pid, code, signal });
      });
      resolve({ op: 'spawned', identity });
    });
  });
}

function send(message: object): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  const left = await killAll(options.labId, [...children.values()], KILL_MS_MAX);
  if (options.dataFolder !== null) rmSync(options.dataFolder, { recursive: true, force: true, maxRetries: 3 });
  // An entry that stays makes the next run sweep what could not be ended now.
  if (left.filter(isAlive).length === 0) strike(options.cache, options.labId);
  process.exit(0);
}
