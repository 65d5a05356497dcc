// Starts a lab: looks first, claims a network, then names, WAN, brokers; whatever fails, nothing stays behind.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../base/index.ts';
import { newUuid } from './brokers/data-folder.ts';
import { templateFolder } from './brokers/template.ts';
import { needsWarmUp, warmUp } from './brokers/warm-up.ts';
import type { Lab, LabOptions } from './core.ts';
import { resolveDistribution } from './distribution/resolve.ts';
import type { Distribution } from './distribution/resolve.ts';
import { labError } from './errors.ts';
import { teller } from './events.ts';
import type { Tell } from './events.ts';
import { endpointsOf, labAddress, layoutOf, routesOf, siteOf, DEFAULT_PORT_BASE } from './layout/layout.ts';
import type { Layout, ServicePort } from './layout/layout.ts';
import { guardOf } from './lease/guard-of.ts';
import { renderHosts, serviceHosts } from './names/hosts-file.ts';
import { openZone } from './names/zone.ts';
import { DEFAULT_HEAP_MB, preflight } from './preflight.ts';
import { LOG4J_PROPERTIES, TOOL_LOG4J_PROPERTIES } from './processes/java-arguments.ts';
import { Launcher } from './processes/launcher.ts';
import { holderOf } from './processes/proc.ts';
import { RunningLab } from './running-lab.ts';
import { planSecurity } from './security/plan.ts';
import type { SecurityPlan } from './security/plan.ts';
import type { SiteContext } from './sites/node-files.ts';
import { SiteUnit } from './sites/site-unit.ts';
import { startWan } from './wan/index.ts';
import { Warden } from './warden/client.ts';
import { sweepStale } from './warden/sweep.ts';

const FIRST_SLOT = 16;
const LAST_SLOT = 250;

/** What is settled before the first process of the lab runs. */
interface Ground {
  readonly options: LabOptions;
  readonly id: string;
  readonly runDir: string;
  readonly heapMb: number;
  readonly distribution: Distribution;
  readonly services: readonly ServicePort[];
  readonly tell: Tell;
}

/**
 * Resolves when every site serves. Throws the TIDE_LAB_ error of whatever stands in the way; then everything that was
 * started is stopped again and the logs stay in the run folder.
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const tell = teller(options.emit);
  const startedMs = systemClock.monotonicMs();
  const runDir = resolve(options.runDir);
  const heapMb = options.brokerHeapMb ?? DEFAULT_HEAP_MB;
  layoutOf(options.topology, FIRST_SLOT, options.portBase);
  await preflight({ topology: options.topology, runDir, heapMb });
  const distribution = await resolveDistribution({
    version: options.topology.kafkaVersion,
    tell,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  for (const { labId, killed } of await sweepStale(distribution.cache)) {
    tell('lab.swept', `Removed what was left of the dead lab ${labId} (${killed} processes).`, { id: labId, killed });
  }
  throwIfAborted(options.signal);
  for (const folder of ['config', 'logs', 'data', 'hosts']) mkdirSync(join(runDir, folder), { recursive: true });
  writeFileSync(join(runDir, 'config', 'log4j2.properties'), LOG4J_PROPERTIES);
  writeFileSync(join(runDir, 'config', 'tools-log4j2.properties'), TOOL_LOG4J_PROPERTIES);
  const id = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const services = [
    ...(options.services ?? []),
    ...(options.leaseAuthority === undefined ? [] : [options.leaseAuthority]),
  ];
  const warden = new Warden({
    labId: id,
    runDir,
    cache: distribution.cache,
    dataFolder: options.keepData === true ? null : join(runDir, 'data'),
  });
  try {
    const lab = await build({ options, id, runDir, heapMb, distribution, services, tell }, warden);
    const durationMs = systemClock.monotonicMs() - startedMs;
    tell('lab.ready', `The lab is ready after ${(durationMs / 1000).toFixed(1)} s.`, { durationMs });
    return lab;
  } catch (error) {
    await warden.shutdown();
    throw error;
  }
}

async function build(ground: Ground, warden: Warden): Promise<Lab> {
  const { options, id, runDir, distribution, tell, heapMb } = ground;
  const layout = await claim(ground, warden);
  const primary = options.topology.sites.find((site) => site.role === 'primary') ?? options.topology.sites[0]!;
  const hostsFile = (site: string): string => join(runDir, 'hosts', site);
  for (const site of layout.sites) {
    writeFileSync(hostsFile(site.name), renderHosts(layout, site.name, primary.name, hostname()));
  }
  const launcher = new Launcher({ labId: id, runDir, warden, distribution, hostsFile, tell });
  const security = planSecurity(options.topology.security, hostNames(layout), systemClock.wallMs());
  let template = '';
  const context: SiteContext = {
    layout,
    runDir,
    launcher,
    security,
    heapMb,
    tell,
    hostsFile,
    clusterIds: new Map(layout.sites.map((site) => [site.name, newUuid()])),
    template: () => template,
    configFile: (site, node) => join(runDir, 'config', `${site.name}-${node.id}.properties`),
    extraProperties: (site) => options.brokerProperties?.[site] ?? {},
  };
  const units = new Map(layout.sites.map((site) => [site.name, new SiteUnit(context, site)]));
  armGuards(ground, layout, units);

  const prepared = prepare(ground, layout, launcher, security);
  // Either may fail first; the other's end is awaited so that nothing runs on in the background.
  const [wan, made] = await Promise.allSettled([openWan(ground, layout, launcher), prepared]);
  if (wan.status === 'rejected') throw wan.reason;
  if (made.status === 'rejected') throw made.reason;
  template = made.value;
  throwIfAborted(options.signal);

  const zone = openZone({ layout, target: primary.name, hostsFile, tell });
  const lab = new RunningLab({
    id,
    runDir,
    kafkaVersion: distribution.version,
    javaVersion: distribution.java.identity.split('\n')[0] ?? 'unknown',
    security: options.topology.security,
    layout,
    launcher,
    warden,
    units,
    wan: wan.value,
    zone,
    servicePorts: ground.services.map(({ port }) => port),
    keepData: options.keepData === true,
    leaseAuthority: options.leaseAuthority,
    tell,
  });
  await options.beforeBrokers?.(lab);
  await Promise.all([...units.values()].map((unit) => unit.start(undefined, options.signal)));
  return lab;
}

/** Throws TIDE_LAB_PORT_IN_USE or TIDE_LAB_NO_SLOT. */
async function claim({ options, id, services, tell }: Ground, warden: Warden): Promise<Layout> {
  const slots = Array.from({ length: LAST_SLOT - FIRST_SLOT + 1 }, (_, position) => {
    const slot = FIRST_SLOT + position;
    return { slot, endpoints: endpointsOf(layoutOf(options.topology, slot, options.portBase), services) };
  });
  const answer = await warden.ask({ op: 'claim', slots });
  if (answer.op === 'claimed') {
    const network = `127.${answer.slot}.0.0/16`;
    tell('lab.claimed', `The lab's network is ${network}.`, { id, slot: answer.slot, network });
    return layoutOf(options.topology, answer.slot, options.portBase);
  }
  if (answer.op === 'not-claimed' && answer.busy === null) throw labError('TIDE_LAB_NO_SLOT', { labs: answer.taken });
  const [address, port] = answer.op === 'not-claimed' ? (answer.busy ?? ['', 0]) : ['', 0];
  const suggestion = (options.portBase ?? DEFAULT_PORT_BASE) + 100;
  throw labError('TIDE_LAB_PORT_IN_USE', { address, port, holder: holderOf(port), suggestion });
}

/** Template folder and class archive; both normally come from the cache. */
async function prepare(ground: Ground, layout: Layout, launcher: Launcher, security: SecurityPlan): Promise<string> {
  const { distribution, runDir, options, tell, heapMb } = ground;
  const cold = needsWarmUp(distribution);
  const startedMs = systemClock.monotonicMs();
  if (cold) {
    const version = distribution.version;
    tell('lab.warm-up-started', `First start of Kafka ${version} with this Java: making its class archive.`, {
      version,
    });
  }
  const plain = cold || security.formatArguments.length === 0;
  const shared = plain ? await templateFolder({ distribution, runDir, formatArguments: [] }) : '';
  if (cold) {
    const site = layout.sites[0]!.name;
    await warmUp({ distribution, launcher, layout, site, template: shared, runDir, heapMb, signal: options.signal });
    const durationMs = systemClock.monotonicMs() - startedMs;
    tell('lab.warm-up-finished', 'The next starts are quicker.', { durationMs });
  }
  if (security.formatArguments.length === 0) return shared;
  return templateFolder({ distribution, runDir, formatArguments: security.formatArguments });
}

async function openWan(
  { options, services, tell }: Ground,
  layout: Layout,
  launcher: Launcher,
): ReturnType<typeof startWan> {
  const routes = routesOf(layout, services);
  const wan = await startWan({
    controlHost: labAddress(layout.slot),
    controlPort: layout.ports.wanControl,
    routes,
    links: options.topology.links,
    spawn: (order) => launcher.node(layout.sites[0]!.name, order, false),
  });
  tell('lab.wan-started', `The WAN emulator serves ${routes.length} routes.`, { routes: routes.length });
  return wan;
}

function armGuards({ options, tell }: Ground, layout: Layout, units: ReadonlyMap<string, SiteUnit>): void {
  const guarded = options.leaseGuardedSites ?? [];
  if (guarded.length === 0) return;
  const authority = options.leaseAuthority;
  if (authority === undefined) {
    throw labError('TIDE_LAB_TOPOLOGY_INVALID', {
      problem: 'sites are guarded by a lease and no lease authority is named',
    });
  }
  for (const name of guarded) {
    const unit = units.get(siteOf(layout, name).name)!;
    unit.guardWith(guardOf(layout, authority, unit, tell));
  }
}

function hostNames(layout: Layout): readonly string[] {
  const own = layout.sites.flatMap((site) => [`${site.name}.lab`, ...site.nodes.map((node) => node.host)]);
  return ['localhost', ...own, ...serviceHosts(layout)];
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw labError('TIDE_LAB_INTERRUPTED');
}
