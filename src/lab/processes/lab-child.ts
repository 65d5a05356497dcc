// One child process as its owner sees it: running or ended, signals to its whole group.
import type { ExitStatus, LabProcess, Signal } from '../core.ts';
import { signalGroup } from './kill.ts';

const STOP_MS = 5000;

export class LabChild implements LabProcess {
  readonly name: string;
  readonly site: string;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly exited: Promise<ExitStatus>;
  #pid = 0;
  #status: ExitStatus | undefined;
  #resolve: (status: ExitStatus) => void = () => undefined;

  constructor(name: string, site: string, stdoutFile: string, stderrFile: string) {
    this.name = name;
    this.site = site;
    this.stdoutFile = stdoutFile;
    this.stderrFile = stderrFile;
    this.exited = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get pid(): number {
    return this.#pid;
  }

  running(): boolean {
    return this.#status === undefined;
  }

  kill(signal: Signal): void {
    if (this.#status === undefined && this.#pid > 0) signalGroup(this.#pid, signal);
  }

  async stop(withinMs: number = STOP_MS): Promise<ExitStatus> {
    if (this.#status !== undefined) return this.#status;
    // A stopped process (SIGSTOP) would take note of SIGTERM only when it is continued.
    this.kill('SIGTERM');
    this.kill('SIGCONT');
    const timer = setTimeout(() => this.kill('SIGKILL'), withinMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Told once by the launcher. */
  started(pid: number): void {
    this.#pid = pid;
  }

  /** Told once by the launcher. */
  ended(status: ExitStatus): void {
    if (this.#status !== undefined) return;
    this.#status = status;
    this.#resolve(status);
  }
}
