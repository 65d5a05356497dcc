// The lab as its user holds it: sites, WAN, zone, processes, and its end.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../base/index.ts';
import type { SecuritySpec, SiteName } from '../scenario/core.ts';
import type {
  CommandOptions,
  JavaCommand,
  JavaOptions,
  Lab,
  LabProcess,
  LeaseAuthority,
  NodeOptions,
  Wan,
  Zone,
} from './core.ts';
import { labError } from './errors.ts';
import type { Tell } from './events.ts';
import { siteOf } from './layout/layout.ts';
import type { Layout } from './layout/layout.ts';
import { overlayFromFile } from './names/hosts-file.ts';
import type { Launcher } from './processes/launcher.ts';
import { listeners } from './processes/proc.ts';
import { guardOf } from './lease/guard-of.ts';
import type { SiteUnit } from './sites/site-unit.ts';
import type { Warden } from './warden/client.ts';

export interface LabParts {
  readonly id: string;
  readonly runDir: string;
  readonly kafkaVersion: string;
  readonly javaVersion: string;
  readonly security: SecuritySpec;
  readonly layout: Layout;
  readonly launcher: Launcher;
  readonly warden: Warden;
  readonly units: ReadonlyMap<SiteName, SiteUnit>;
  readonly wan: Wan & { stop(): Promise<void> };
  readonly zone: Zone;
  /** Ports that the lab's user serves himself; he may do so in a process that outlives the lab. */
  readonly servicePorts: readonly number[];
  readonly keepData: boolean;
  readonly leaseAuthority: LeaseAuthority | undefined;
  readonly tell: Tell;
}

/** Time that processes which are not brokers get to end by themselves. */
const POLITE_MS = 2000;
const PORTS_FREE_MS_MAX = 5000;

export class RunningLab implements Lab {
  readonly id: string;
  readonly runDir: string;
  readonly kafkaVersion: string;
  readonly javaVersion: string;
  readonly security: SecuritySpec;
  readonly sites: Readonly<Record<SiteName, SiteUnit>>;
  readonly wan: Wan;
  readonly zone: Zone;
  readonly #parts: LabParts;
  #stopping: Promise<void> | undefined;

  constructor(parts: LabParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.runDir = parts.runDir;
    this.kafkaVersion = parts.kafkaVersion;
    this.javaVersion = parts.javaVersion;
    this.security = parts.security;
    this.sites = Object.fromEntries(parts.units);
    this.wan = parts.wan;
    this.zone = parts.zone;
  }

  lookup(fromSite: SiteName): (hostname: string) => readonly string[] | undefined {
    return overlayFromFile(this.#unit(fromSite).hostsFile);
  }

  async spawnJava(site: SiteName, options: JavaOptions): Promise<LabProcess> {
    return this.#parts.launcher.java(this.#unit(site).name, options);
  }

  async spawnNode(site: SiteName, options: NodeOptions): Promise<LabProcess> {
    return this.#parts.launcher.node(this.#unit(site).name, options);
  }

  async spawnCommand(site: SiteName, options: CommandOptions): Promise<LabProcess> {
    return this.#parts.launcher.command(this.#unit(site).name, options);
  }

  javaCommand(site: SiteName, options: Omit<JavaOptions, 'name'>): JavaCommand {
    return this.#parts.launcher.javaCommand(this.#unit(site).name, options);
  }

  async guardSite(site: SiteName): Promise<void> {
    const unit = this.#unit(site);
    if (unit.guarded) return;
    const { leaseAuthority, layout, tell } = this.#parts;
    const armed =
      leaseAuthority !== undefined && (await unit.armWhileOpen(guardOf(layout, leaseAuthority, unit, tell)));
    if (!armed) throw labError('TIDE_LAB_NO_LEASE', { site });
  }

  async killSite(site: SiteName): Promise<void> {
    await this.#unit(site).kill();
    this.#parts.tell('lab.site-killed', `All Kafka nodes of ${site} are killed.`, { site });
  }

  async startSite(site: SiteName, withinMs?: number): Promise<void> {
    await this.#unit(site).start(withinMs);
  }

  async startBroker(site: SiteName, id: number): Promise<void> {
    await this.#unit(site).startNode(id);
  }

  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    await this.#stopping;
  }

  async #stop(): Promise<void> {
    const { units, launcher, warden, keepData, runDir, tell } = this.#parts;
    const startedMs = systemClock.monotonicMs();
    // Data that is kept deserves a clean end; data that is thrown away does not need one.
    await Promise.all([...units.values()].map((unit) => (keepData ? unit.stop() : unit.kill())));
    await Promise.all(
      launcher.running.map((process) => process.stop(launcher.isDumping(process) ? 20_000 : POLITE_MS)),
    );
    const left = await warden.shutdown();
    if (!keepData) rmSync(join(runDir, 'data'), { recursive: true, force: true, maxRetries: 3 });
    if (left.length > 0) {
      throw labError('TIDE_LAB_STOP_INCOMPLETE', { left: left.map(({ pid }) => `process ${pid}`).join(', ') });
    }
    await this.#portsFree();
    const durationMs = systemClock.monotonicMs() - startedMs;
    tell('lab.stopped', 'The lab is stopped; no process and no port is left.', { durationMs });
  }

  async #portsFree(): Promise<void> {
    const network = `127.${this.#parts.layout.slot}.`;
    const until = performance.now() + PORTS_FREE_MS_MAX;
    for (;;) {
      const left = listeners().filter(
        ({ address, port }) => address.startsWith(network) && !this.#parts.servicePorts.includes(port),
      );
      if (left.length === 0) return;
      if (performance.now() > until) {
        const ports = left.map(({ address, port }) => `${address}:${port}`).join(', ');
        throw labError('TIDE_LAB_STOP_INCOMPLETE', { left: `listening ports ${ports}` });
      }
      await sleep(20);
    }
  }

  #unit(site: SiteName): SiteUnit {
    return this.#parts.units.get(siteOf(this.#parts.layout, site).name)!;
  }
}
