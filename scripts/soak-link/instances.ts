// The two instances of the link, as processes at the target's site; started again when they are killed, and their memory is watched.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabProcess } from '../../src/lab/core.ts';
import {
  type LinkProcessSpec,
  type LinkProcessState,
  type LinkProcessStatus,
  askLinkStatus,
  linkProcessModule,
  readLinkState,
  tellLink,
} from '../../src/link/index.ts';
import { defaultLinkOptions } from '../../src/mechanisms/core.ts';
import type { Flow } from '../../src/replication/core.ts';
import { type SoakSites, optionsAt } from './sites.ts';

export class Instance {
  readonly name: string;
  readonly rssMb: number[] = [];
  readonly #sites: SoakSites;
  readonly #flow: Flow;
  #process: LabProcess | undefined;
  /** Standard output of every life. */
  readonly #logs: string[] = [];

  constructor(sites: SoakSites, flow: Flow, name: string) {
    this.#sites = sites;
    this.#flow = flow;
    this.name = name;
  }

  get #stateFile(): string {
    return join(this.#sites.lab.runDir, `${this.name}.state.json`);
  }

  async start(): Promise<void> {
    const { lab } = this.#sites;
    const specFile = join(lab.runDir, `${this.name}.json`);
    const spec: LinkProcessSpec = {
      link: { ...defaultLinkOptions(this.#flow, 1), fillers: 'hidden', topicSyncMs: 1000 },
      source: optionsAt(lab, 'paris'),
      target: optionsAt(lab, 'london'),
      listen: { host: '127.0.0.1', port: 0 },
      stateFile: this.#stateFile,
      control: true,
    };
    await writeFile(specFile, JSON.stringify(spec), { mode: 0o600 });
    this.#process = await lab.spawnNode('london', { name: this.name, module: linkProcessModule(), args: [specFile] });
    this.#logs.push(this.#process.stdoutFile);
  }

  running(): boolean {
    return this.#process?.running() === true;
  }

  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#process?.exited;
  }

  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Null while it is not there or does not answer. */
  async status(): Promise<LinkProcessStatus | null> {
    const state = await this.#state();
    if (state === null) return null;
    try {
      const status = await askLinkStatus(state, 1000);
      this.rssMb.push(status.rssBytes / 1e6);
      return status;
    } catch {
      return null;
    }
  }

  /** Throws when it does not get there. */
  async drain(withinMs: number): Promise<void> {
    const state = await this.#state();
    if (state === null) throw new Error(`${this.name} does not run`);
    await tellLink(state, 'drain', withinMs);
  }

  /** What it said of quarantines and internal mistakes, in all its lives. */
  complaints(): readonly string[] {
    return this.#logs.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /"link\.quarantined"|Assertion|TIDE_[A-Z_]*BUG/.test(line)),
    );
  }

  async #state(): Promise<LinkProcessState | null> {
    const state = await readLinkState(this.#stateFile);
    return state !== null && state.pid === this.#process?.pid && this.running() ? state : null;
  }
}
