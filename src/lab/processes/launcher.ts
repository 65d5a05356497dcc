// Starts processes at sites through the warden: JVMs, Node modules, any command; each with its site's view of names.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { siblingModule } from '../../base/index.ts';
import type { SiteName } from '../../scenario/core.ts';
import type {
  CommandOptions,
  ExitStatus,
  JavaCommand,
  JavaOptions,
  LabProcess,
  NodeOptions,
  SpawnOptions,
} from '../core.ts';
import { archiveFile, dumpArchive, useArchive } from '../distribution/archive.ts';
import type { Distribution } from '../distribution/resolve.ts';
import type { Tell } from '../events.ts';
import { nameView, tiedToParent } from '../names/name-view.ts';
import { inheritedEnvironment } from '../warden/client.ts';
import type { Warden } from '../warden/client.ts';
import { javaArguments } from './java-arguments.ts';
import { LabChild } from './lab-child.ts';
import { MARK } from './proc.ts';

export interface LauncherOptions {
  readonly labId: string;
  readonly runDir: string;
  readonly warden: Warden;
  readonly distribution: Distribution;
  readonly hostsFile: (site: SiteName) => string;
  readonly tell: Tell;
}

interface Order extends SpawnOptions {
  readonly site: SiteName;
  readonly command: string;
  readonly args: readonly string[];
  readonly onExit?: (status: ExitStatus) => void;
}

export class Launcher {
  readonly #options: LauncherOptions;
  readonly #children = new Set<LabChild>();
  readonly #names = new Map<string, number>();
  readonly #dumping = new Set<string>();
  readonly #dumpers = new WeakSet<LabProcess>();

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /** Processes that were started and have not ended. */
  get running(): readonly LabProcess[] {
    return [...this.#children];
  }

  /** True for a JVM that writes a class archive at its end: it deserves more patience. */
  isDumping(process: LabProcess): boolean {
    return this.#dumpers.has(process);
  }

  /** A JVM. With `archive` it uses that class archive, or dumps it when it is the first of its kind and ends normally. */
  async java(site: SiteName, options: JavaOptions): Promise<LabProcess> {
    const archive = this.#archive(options.archive);
    const finished = archive.finished;
    const process = await this.#start({
      ...options,
      site,
      command: this.#options.distribution.java.command,
      args: this.#javaArguments(
        site,
        options,
        archive.jvmOptions,
        options.stdout === 'data' ? 'tools-log4j2.properties' : 'log4j2.properties',
      ),
      ...(finished === undefined ? {} : { onExit: ({ code }: ExitStatus) => finished(code) }),
    });
    if (finished !== undefined) this.#dumpers.add(process);
    return process;
  }

  /** A Node process of this Node version; at a site its host names resolve through the site's hosts file. */
  node(site: SiteName, options: NodeOptions, named = true): Promise<LabProcess> {
    const preload = siblingModule(import.meta.url, '../names/preload');
    return this.#start({
      ...options,
      site,
      command: process.execPath,
      args: [...(named ? ['--import', preload] : []), options.module, ...options.args],
      env: { ...options.env, ...(named ? { TIDEOVER_HOSTS_FILE: this.#options.hostsFile(site) } : {}) },
    });
  }

  /** Any program. Throws TIDE_LAB_NO_NAME_VIEW where this machine cannot give it the site's names. */
  async command(site: SiteName, options: CommandOptions): Promise<LabProcess> {
    const view = nameView(options.command, site);
    const line = view.wrap(this.#options.hostsFile(site), options.command, options.args);
    return this.#start({ ...options, site, ...line, env: { ...options.env, ...line.env } });
  }

  /** The command line of a stock tool; its log goes to stderr, stdout is the tool's own. */
  javaCommand(site: SiteName, options: Omit<JavaOptions, 'name'>): JavaCommand {
    const archive =
      options.archive === undefined ? [] : useArchive(archiveFile(this.#options.distribution, options.archive));
    return {
      command: this.#options.distribution.java.command,
      args: this.#javaArguments(site, options, archive, 'tools-log4j2.properties'),
      env: { ...options.env },
    };
  }

  async #start(order: Order): Promise<LabProcess> {
    const { warden, runDir, labId, tell } = this.#options;
    const file = join(runDir, 'logs', this.#unique(order.name));
    const child = new LabChild(order.name, order.site, `${file}.out.log`, `${file}.err.log`);
    const tied = tiedToParent();
    const identity = await warden.spawn(
      {
        name: order.name,
        command: tied[0] ?? order.command,
        args: tied[0] === undefined ? order.args : [...tied.slice(1), order.command, ...order.args],
        env: { ...inheritedEnvironment(), ...order.env, [MARK]: labId },
        cwd: order.cwd ?? runDir,
        stdoutFile: child.stdoutFile,
        stderrFile: child.stderrFile,
      },
      (code, signal) => {
        this.#children.delete(child);
        order.onExit?.({ code, signal });
        tell('lab.process-ended', `${order.name} ended (${signal ?? `code ${code}`}).`, {
          name: order.name,
          site: order.site,
          pid: child.pid,
          code,
          signal,
        });
        child.ended({ code, signal });
      },
    );
    child.started(identity.pid);
    if (child.running()) this.#children.add(child);
    return child;
  }

  #javaArguments(
    site: SiteName,
    options: Omit<JavaOptions, 'name'>,
    archive: readonly string[],
    log4j: string,
  ): readonly string[] {
    return javaArguments({
      distribution: this.#options.distribution,
      hostsFile: this.#options.hostsFile(site),
      log4jFile: join(this.#options.runDir, 'config', log4j),
      heapMb: options.heapMb,
      archive,
      jvmOptions: options.jvmOptions ?? [],
      mainClass: options.mainClass,
      args: options.args,
    });
  }

  #archive(kind: string | undefined): { jvmOptions: readonly string[]; finished?: (code: number | null) => void } {
    if (kind === undefined) return { jvmOptions: [] };
    const file = archiveFile(this.#options.distribution, kind);
    if (existsSync(file) || this.#dumping.has(kind)) return { jvmOptions: useArchive(file) };
    this.#dumping.add(kind);
    return dumpArchive(file);
  }

  /** A second process of the same name gets log files of its own. */
  #unique(name: string): string {
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  }
}
