// A LabProcess without a lab: how tests and benches start the emulator alone. The child dies with this process.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExitStatus, LabProcess, NodeOptions } from '../../src/lab/core.ts';
import { tied } from './tied.ts';

/** Starts a Node module with its output in a new temporary folder. */
export async function bareProcess(options: NodeOptions): Promise<LabProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tideover-wan-'));
  const stdoutFile = path.join(folder, 'stdout');
  const stderrFile = path.join(folder, 'stderr');
  const files = [openSync(stdoutFile, 'w'), openSync(stderrFile, 'w')] as const;
  const child = spawn(...tied(process.execPath, [options.module, ...options.args]), { stdio: ['ignore', ...files] });
  for (const file of files) closeSync(file);
  const reap = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', reap);
  let running = true;
  const exited = new Promise<ExitStatus>((resolve) =>
    child.once('exit', (code, signal) => {
      running = false;
      process.removeListener('exit', reap);
      resolve({ code, signal });
    }),
  );
  return {
    name: options.name,
    site: 'here',
    pid: child.pid ?? -1,
    stdoutFile,
    stderrFile,
    exited,
    running: () => running,
    kill: (signal) => {
      child.kill(signal);
    },
    stop: async (withinMs = 5000) => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      const status = await exited;
      clearTimeout(timer);
      return status;
    },
  };
}
