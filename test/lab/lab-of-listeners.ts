// Test rig: the shape of a lab over the real WAN emulator, with processes that answer any request where brokers would be. Nothing of Kafka is imitated.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/base/index.ts';
import type { TideEvent } from '../../src/base/core.ts';
import type { SiteName } from '../../src/scenario/core.ts';
import type { Lab, LabProcess, LabSite } from '../../src/lab/core.ts';
import { bareProcess } from './bare-process.ts';
import { startWan } from '../../src/lab/wan/index.ts';
import type { RunningWan, WanRoute } from '../../src/lab/wan/index.ts';
import { freePort } from './two-sites.ts';
import type { FaultContext } from '../../src/lab/faults/fault.ts';

const ANSWER_ANYTHING = `require('node:net').createServer((s) => { s.on('error', () => {}); s.on('data', () => s.write('x')); }).listen(+process.argv[2], process.argv[1]);`;

/** Real address of a site's brokers, and the one under which the other site sees them. */
const ADDRESSES: Readonly<Record<SiteName, { readonly own: string; readonly seen: string }>> = {
  paris: { own: '127.78.1.1', seen: '127.78.21.1' },
  lyon: { own: '127.78.2.1', seen: '127.78.12.1' },
};

interface Listener {
  readonly site: SiteName;
  readonly id: number;
  readonly port: number;
  process: LabProcess;
}

export interface LabOfListeners {
  readonly lab: Lab;
  readonly wan: RunningWan;
  readonly events: TideEvent[];
  context(extra?: Partial<FaultContext>): FaultContext;
  stop(): Promise<void>;
}

async function listen(site: SiteName, id: number, port: number): Promise<LabProcess> {
  const args = [ANSWER_ANYTHING, ADDRESSES[site]!.own, String(port)];
  const child = await bareProcess({ name: `broker-${id}`, module: '-e', args });
  return { ...child, site };
}

/** Two brokers per site, ids 1 and 2 at paris, 3 and 4 at lyon. */
export async function labOfListeners(): Promise<LabOfListeners> {
  const listeners: Listener[] = [];
  const sites: Record<SiteName, LabSite> = {};
  const routes: WanRoute[] = [];
  for (const site of ['paris', 'lyon']) {
    const { own, seen } = ADDRESSES[site]!;
    const ids = site === 'paris' ? [1, 2] : [3, 4];
    for (const id of ids) {
      const port = await freePort(own);
      listeners.push({ site, id, port, process: await listen(site, id, port) });
      const from = site === 'paris' ? 'lyon' : 'paris';
      routes.push({ listenHost: seen, listenPort: port, targetHost: own, targetPort: port, from, to: site });
    }
    const mine = listeners.filter((each) => each.site === site);
    const names = mine.map((each) => `kafka.${site}.lab:${each.port}`);
    const parts: Partial<LabSite> = {
      name: site,
      bootstrap: names,
      adminBootstrap: names,
      controllers: [],
      clusterId: randomUUID(),
      brokerIds: ids,
      hostsFile: '',
      clientProperties: {},
      adminProperties: {},
      controllerProperties: {},
      strangerProperties: {},
      clientListener: 'open',
      broker: (id) => mine.find((each) => each.id === id)?.process,
    };
    // The faults use these parts of a site and no other.
    sites[site] = parts as LabSite;
  }
  const wan = await startWan({
    controlHost: '127.0.0.1',
    controlPort: await freePort('127.0.0.1'),
    routes,
    spawn: bareProcess,
    links: [
      { between: ['paris', 'lyon'], latencyMs: 5, jitterMs: 0, bandwidthBytesPerSecond: null, windowBytes: null },
    ],
  });
  const killSite = async (site: SiteName): Promise<void> => {
    for (const each of listeners.filter((one) => one.site === site)) {
      each.process.kill('SIGKILL');
      await each.process.exited;
    }
  };
  const startBroker = async (site: SiteName, id: number): Promise<void> => {
    const each = listeners.find((one) => one.site === site && one.id === id)!;
    each.process = await listen(site, id, each.port);
  };
  const parts: Pick<Lab, 'sites' | 'wan' | 'lookup' | 'killSite' | 'startSite' | 'startBroker'> = {
    sites,
    wan,
    lookup: (from) => (hostname) => {
      const to = hostname.split('.')[1] ?? '';
      const address = ADDRESSES[to];
      return address === undefined ? undefined : [from === to ? address.own : address.seen];
    },
    killSite,
    startBroker,
    startSite: async (site) => {
      for (const id of sites[site]!.brokerIds) await startBroker(site, id);
    },
  };
  // The faults use these parts of a lab and no other.
  const lab = parts as Lab;
  const events: TideEvent[] = [];
  return {
    lab,
    wan,
    events,
    context: (extra = {}) => ({
      lab,
      clock: systemClock,
      emit: (event) => events.push(event),
      targets: { leaderOfMost: async () => 2, activeController: async () => 1 },
      replication: () => [],
      signal: new AbortController().signal,
      ...extra,
    }),
    stop: async () => {
      await Promise.all(['paris', 'lyon'].map(killSite));
      await wan.stop();
    },
  };
}
