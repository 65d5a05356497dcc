// One site's Kafka nodes: starts them open or fenced, kills them, starts them again on their old data.
import type { ClientProperties, LabProcess, LabSite } from '../core.ts';
import { labError } from '../errors.ts';
import { systemClock } from '../../base/index.ts';
import { brokersOf, controllersOf } from '../layout/layout.ts';
import type { NodePlan, SitePlan } from '../layout/layout.ts';
import type { HostUnit } from '../lease/host-unit.ts';
import { BROKER_ARCHIVE } from '../brokers/warm-up.ts';
import { waitUntilReady } from '../brokers/readiness.ts';
import { askAddress, writeNode } from './node-files.ts';
import type { SiteContext } from './node-files.ts';

const START_MS_MAX = 90_000;
const STOP_MS_MAX = 15_000;

export class SiteUnit implements LabSite {
  readonly name: string;
  readonly bootstrap: readonly string[];
  readonly adminBootstrap: readonly string[];
  readonly controllers: readonly string[];
  readonly brokerIds: readonly number[];
  readonly clusterId: string;
  readonly hostsFile: string;
  readonly clientProperties: ClientProperties;
  readonly adminProperties: ClientProperties;
  readonly controllerProperties: ClientProperties;
  readonly strangerProperties: ClientProperties;
  readonly #context: SiteContext;
  readonly #plan: SitePlan;
  readonly #nodes = new Map<number, LabProcess>();
  #guard: HostUnit | undefined;
  #open = true;
  /** Every start or kill of the whole site makes what came before it void. */
  #generation = 0;
  #current: Promise<void> = Promise.resolve();

  constructor(context: SiteContext, plan: SitePlan) {
    const { layout, security } = context;
    const at = (nodes: readonly NodePlan[], port: number): readonly string[] =>
      nodes.map((node) => `${node.host}:${port}`);
    this.#context = context;
    this.#plan = plan;
    this.name = plan.name;
    this.clusterId = context.clusterIds.get(plan.name) ?? '';
    this.bootstrap = at(brokersOf(plan), layout.ports.client);
    this.adminBootstrap = at(brokersOf(plan), layout.ports.admin);
    this.controllers = at(controllersOf(plan), layout.ports.controller);
    this.brokerIds = brokersOf(plan).map((node) => node.id);
    this.hostsFile = context.hostsFile(plan.name);
    this.clientProperties = security.propertiesOf('client');
    this.adminProperties = security.propertiesOf('admin');
    this.controllerProperties = security.controllerProperties;
    this.strangerProperties = security.propertiesOf('stranger');
  }

  get clientListener(): 'open' | 'closed' | 'down' {
    const serving = this.brokerIds.some((id) => this.#nodes.get(id)?.running() === true);
    return serving ? (this.#open ? 'open' : 'closed') : 'down';
  }

  get guarded(): boolean {
    return this.#guard !== undefined;
  }

  broker(id: number): LabProcess | undefined {
    return this.#nodes.get(id);
  }

  /** Arms the guard; before the first start. */
  guardWith(guard: HostUnit): void {
    this.#guard = guard;
  }

  /** Arms a guard while the nodes run open: for a planned close. False when the site does not hold the lease; then nothing is armed. */
  async armWhileOpen(guard: HostUnit): Promise<boolean> {
    if (!(await guard.mayOpen())) return false;
    this.#guard = guard;
    guard.watch();
    return true;
  }

  /** Starts all nodes on whatever data there is and waits until they serve. */
  async start(withinMs: number = START_MS_MAX, signal?: AbortSignal): Promise<void> {
    if (this.#plan.nodes.length === 0) return;
    const generation = this.#generation;
    const open = this.#guard === undefined ? true : await this.#guard.mayOpen();
    if (generation !== this.#generation) return;
    this.#current = this.#bringUp(open, withinMs, signal);
    this.#guard?.watch();
    // The guard may restart the nodes meanwhile; then that start is the one to wait for.
    for (let waited: Promise<void> | undefined; waited !== this.#current; ) {
      waited = this.#current;
      await waited;
    }
  }

  /** For the guard: kills the nodes at once and starts them anew; told, not thrown, when that fails. */
  restart(open: boolean): void {
    this.#current = this.#bringUp(open, START_MS_MAX, undefined);
    this.#current.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#context.tell('lab.process-ended', `${this.name} did not restart: ${why}`, {
        name: this.name,
        site: this.name,
      });
    });
  }

  /** SIGKILL to all nodes and an end of the guard: the hosts are gone. */
  async kill(): Promise<void> {
    this.#generation += 1;
    this.#guard?.unwatch();
    await this.#killNodes();
  }

  async stop(): Promise<void> {
    this.#generation += 1;
    this.#guard?.unwatch();
    await Promise.all([...this.#nodes.values()].map((node) => node.stop(STOP_MS_MAX)));
  }

  async startNode(id: number, withinMs: number = START_MS_MAX): Promise<void> {
    const node = this.#plan.nodes.find((plan) => plan.id === id);
    if (node === undefined) {
      const known = `the nodes ${this.#plan.nodes.map((plan) => plan.id).join(', ')}`;
      throw labError('TIDE_LAB_UNKNOWN_SITE', { kind: `node at ${this.name}`, name: String(id), known });
    }
    if (this.#nodes.get(id)?.running() === true) return;
    await this.#spawn(node, this.#generation);
    await this.#ready(node, [id], withinMs, undefined);
  }

  async #bringUp(open: boolean, withinMs: number, signal: AbortSignal | undefined): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const startedMs = systemClock.monotonicMs();
    try {
      await this.#killNodes();
      if (generation !== this.#generation) return;
      this.#open = open;
      await Promise.all(this.#plan.nodes.map((node) => this.#spawn(node, generation)));
      await Promise.all(this.#plan.nodes.map((node) => this.#ready(node, this.brokerIds, withinMs, signal)));
      if (generation !== this.#generation) return;
      const durationMs = systemClock.monotonicMs() - startedMs;
      const say = `${this.name} serves: ${this.#plan.nodes.length} nodes${open ? '' : ', client listeners closed'}.`;
      this.#context.tell('lab.site-ready', say, { site: this.name, durationMs });
    } catch (error) {
      // Killed or restarted by somebody else meanwhile: that is no failure of this start.
      if (generation === this.#generation) throw error;
    }
  }

  async #spawn(node: NodePlan, generation: number): Promise<void> {
    const { launcher, heapMb, tell } = this.#context;
    const configFile = writeNode(this.#context, this.#plan, node, this.clusterId, this.#open);
    const process = await launcher.java(this.name, {
      name: node.host.replace(/\.lab$/, ''),
      mainClass: 'kafka.Kafka',
      args: [configFile],
      heapMb,
      archive: BROKER_ARCHIVE,
    });
    if (generation !== this.#generation) {
      process.kill('SIGKILL');
      await process.exited;
      return;
    }
    this.#nodes.set(node.id, process);
    tell('lab.broker-starting', `${node.host} starts.`, {
      site: this.name,
      node: node.id,
      pid: process.pid,
      clientListener: this.#open,
    });
  }

  async #ready(
    node: NodePlan,
    brokerIds: readonly number[],
    withinMs: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const process = this.#nodes.get(node.id);
    if (process === undefined) return;
    const startedMs = systemClock.monotonicMs();
    await waitUntilReady({
      name: node.host,
      process,
      configFile: process === undefined ? '' : this.#context.configFile(this.#plan, node),
      ask: askAddress(this.#context, this.#plan, node),
      brokerIds,
      withinMs,
      signal,
    });
    this.#context.tell('lab.broker-ready', `${node.host} serves.`, {
      site: this.name,
      node: node.id,
      durationMs: systemClock.monotonicMs() - startedMs,
    });
  }

  async #killNodes(): Promise<void> {
    const running = [...this.#nodes.values()].filter((node) => node.running());
    for (const node of running) node.kill('SIGKILL');
    await Promise.all(running.map((node) => node.exited));
  }
}
