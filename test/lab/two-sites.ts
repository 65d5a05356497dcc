// Test rig: sites `paris` and `lyon`, one route each way, plain TCP servers behind them.
import { once } from 'node:events';
import net from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WanLinkSpec } from '../../src/scenario/core.ts';
import { bareProcess } from './bare-process.ts';
import { startWan } from '../../src/lab/wan/index.ts';
import type { RunningWan, WanBounds } from '../../src/lab/wan/index.ts';

export const PARIS_LYON = ['paris', 'lyon'] as const;

/** What does not happen within this never does: a bound for every wait, not a time that anything takes. */
const WITHIN_MS = 20_000;

export interface TwoSites {
  readonly wan: RunningWan;
  /** Connects from paris through the WAN to the server at lyon. */
  connect(): Promise<Socket>;
  /** Connects without waiting for the connection. */
  dial(): Socket;
  /** Connects from lyon to the server at paris. */
  dialBack(): Socket;
  /** Connections that the servers have accepted, in order. */
  readonly accepted: Socket[];
  /** Address that paris uses for lyon. */
  readonly address: { readonly host: string; readonly port: number };
  /** Closes the server's port: the next connection is refused. */
  refuse(): void;
  stop(): Promise<void>;
}

export interface TwoSitesOptions {
  readonly link?: Partial<Omit<WanLinkSpec, 'between'>>;
  readonly bounds?: Partial<WanBounds>;
  readonly serve?: (socket: Socket) => void;
  readonly allowHalfOpen?: boolean;
}

async function listening(serve: (socket: Socket) => void, allowHalfOpen: boolean): Promise<net.Server> {
  const server = net.createServer({ allowHalfOpen, noDelay: true }, serve);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

export function portOf(server: net.Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A port that was free a moment ago on the given address. */
export async function freePort(host: string): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  const port = portOf(server);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return port;
}

/** Polls until the condition holds; throws with the sentence after the bound. */
export async function until(
  sentence: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = WITHIN_MS,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${sentence}`);
    await sleep(5);
  }
}

export async function twoSites(options: TwoSitesOptions = {}): Promise<TwoSites> {
  const accepted: Socket[] = [];
  const opened: Socket[] = [];
  let stopped = false;
  const server = await listening((socket) => {
    socket.on('error', () => {});
    // A connection that the emulator makes at its own end: without a reader it would keep this process alive.
    if (stopped) socket.destroy();
    accepted.push(socket);
    options.serve?.(socket);
  }, options.allowHalfOpen ?? false);
  const there = '127.77.1.1';
  const back = '127.77.2.1';
  const address: TwoSites['address'] = { host: there, port: await freePort(there) };
  const reverse: TwoSites['address'] = { host: back, port: await freePort(back) };
  const target = { targetHost: '127.0.0.1', targetPort: portOf(server) };
  const wan = await startWan({
    controlHost: '127.0.0.1',
    controlPort: await freePort('127.0.0.1'),
    routes: [
      { listenHost: address.host, listenPort: address.port, ...target, from: 'paris', to: 'lyon' },
      { listenHost: reverse.host, listenPort: reverse.port, ...target, from: 'lyon', to: 'paris' },
    ],
    links: [
      {
        between: PARIS_LYON,
        latencyMs: 0,
        jitterMs: 0,
        bandwidthBytesPerSecond: null,
        windowBytes: null,
        ...options.link,
      },
    ],
    bounds: { firstRetransmitMs: 0, ...options.bounds },
    spawn: bareProcess,
  });
  const dialTo = (to: TwoSites['address']): Socket => {
    const socket = net.connect({ ...to, noDelay: true, allowHalfOpen: options.allowHalfOpen ?? false });
    socket.on('error', () => {});
    opened.push(socket);
    return socket;
  };
  return {
    wan,
    address,
    accepted,
    dial: () => dialTo(address),
    dialBack: () => dialTo(reverse),
    connect: async () => {
      const socket = dialTo(address);
      await once(socket, 'connect', { signal: AbortSignal.timeout(WITHIN_MS) });
      return socket;
    },
    refuse: () => {
      server.close();
    },
    stop: async () => {
      stopped = true;
      for (const socket of [...opened, ...accepted]) socket.destroy();
      server.close();
      await wan.stop();
    },
  };
}
