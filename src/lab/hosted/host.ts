// The host process of `tideover lab up`: holds a lab until it is told to stop (SIGTERM), and keeps the state file true.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTideError } from '../../base/core.ts';
import type { TideEvent } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import { propertiesText } from '../brokers/properties-text.ts';
import type { ClientProperties, Lab } from '../core.ts';
import { resolveDistribution } from '../distribution/resolve.ts';
import type { Distribution } from '../distribution/resolve.ts';
import { teller } from '../events.ts';
import { DEFAULT_PORT_BASE, portsFrom } from '../layout/layout.ts';
import { startOf } from '../processes/proc.ts';
import { startLab } from '../start.ts';
import { hasProperties, hostedFolder, writeState } from './state.ts';
import type { HostedLab, HostedState, HostOrder } from './state.ts';

const folder = process.argv[2] ?? '';
const order = JSON.parse(readFileSync(join(folder, 'order.json'), 'utf8')) as HostOrder;
const stopped = new AbortController();
let network = '';
let lab: Lab | undefined;
let distribution: Distribution | undefined;
let state: HostedState = {
  name: order.name,
  status: 'starting',
  host: { pid: process.pid, start: startOf(process.pid) ?? 0 },
  startedWallMs: systemClock.wallMs(),
  lab: null,
  error: null,
};

process.title = `tideover-lab ${order.name}`;
process.on('SIGTERM', () => stopped.abort());
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
update({});
await host();

async function host(): Promise<void> {
  try {
    distribution = await resolveDistribution({
      version: order.topology.kafkaVersion,
      tell: teller(emit),
      signal: stopped.signal,
    });
    lab = await startLab({
      topology: order.topology,
      runDir: join(hostedFolder(order.name), 'run'),
      emit,
      signal: stopped.signal,
      ...(order.portBase === null ? {} : { portBase: order.portBase }),
      ...(order.brokerHeapMb === null ? {} : { brokerHeapMb: order.brokerHeapMb }),
    });
    update({ status: 'ready', lab: describe(lab, distribution) });
    await new Promise<void>((resolve) => {
      if (stopped.signal.aborted) resolve();
      stopped.signal.addEventListener('abort', () => resolve());
    });
    update({ status: 'stopping' });
    await lab.stop();
    process.exit(0);
  } catch (error) {
    const told = isTideError(error)
      ? { code: error.code, message: error.message, why: error.why, next: error.next, fields: error.fields }
      : { code: 'TIDE_LAB_HOST_FAILED', message: String(error), why: '', next: '', fields: {} };
    update({ status: 'failed', error: told });
    console.error(error);
    process.exit(1);
  }
}

function emit(event: TideEvent): void {
  appendFileSync(join(folder, 'events.jsonl'), `${JSON.stringify(event)}\n`);
  if (event.type === 'lab.claimed') network = String(event.data['network']);
  // Brokers come and go: the state file follows.
  if (lab !== undefined && distribution !== undefined) update({ lab: describe(lab, distribution) });
}

function update(change: Partial<HostedState>): void {
  state = { ...state, ...change };
  writeState(state);
}

function describe(running: Lab, from: Distribution): HostedLab {
  const ports = portsFrom(order.portBase ?? DEFAULT_PORT_BASE);
  return {
    id: running.id,
    kafkaVersion: running.kafkaVersion,
    runDir: running.runDir,
    network,
    wanControl: { host: network.replace(/0\.0\/16$/, '0.1'), port: ports.wanControl },
    serviceBootstrap: running.zone.bootstrap,
    zoneTarget: running.zone.target,
    distribution: from,
    sites: order.topology.sites.map((spec) => {
      const site = running.sites[spec.name]!;
      return {
        name: spec.name,
        role: spec.role,
        bootstrap: site.bootstrap,
        adminBootstrap: site.adminBootstrap,
        controllers: site.controllers,
        clusterId: site.clusterId,
        clientListener: site.clientListener,
        brokers: site.brokerIds.map((id) => {
          const broker = site.broker(id);
          return { id, pid: broker?.pid ?? 0, running: broker?.running() ?? false };
        }),
        hostsFile: site.hostsFile,
        clientConfig: configFile(running, `${spec.name}-client`, site.clientProperties),
        adminConfig: configFile(running, `${spec.name}-admin`, site.adminProperties),
      };
    }),
  };
}

function configFile(running: Lab, name: string, properties: ClientProperties): string | null {
  if (!hasProperties(properties)) return null;
  const file = join(running.runDir, 'config', `${name}.properties`);
  writeFileSync(file, propertiesText(properties), { mode: 0o600 });
  return file;
}
