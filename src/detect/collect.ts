// Collector: the engine's end of the reports; translates each vantage's clock into ours and keeps the last minute.
import net from 'node:net';
import type { Clock } from '../base/core.ts';
import { systemClock } from '../base/index.ts';
import { listen } from './lease/service.ts';
import { splitLines } from './lines.ts';
import type { Observation } from './observation.ts';
import type { ReportLine } from './vantage/reporter.ts';

const KEEP_MS = 60_000;

export interface ObservationCollector {
  /** `host:port` for VantageSpec.report. */
  readonly address: string;
  readonly port: number;
  /** What was observed in the last minute, in order of arrival, on this process's monotonic clock. */
  observations(): readonly Observation[];
  /** Calls back at each observation; returns how to stop. */
  onObservation(listener: (observation: Observation) => void): () => void;
  close(): Promise<void>;
}

export interface CollectOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port?: number;
  readonly clock?: Clock;
}

/** Starts to collect. Throws TIDE_DETECT_PORT. */
export async function collectObservations(options: CollectOptions): Promise<ObservationCollector> {
  const clock = options.clock ?? systemClock;
  const listeners = new Set<(observation: Observation) => void>();
  const offsets = new Map<string, number>();
  const sockets = new Set<net.Socket>();
  let kept: Observation[] = [];
  const receive = (line: string): void => {
    const { sentAt, observation } = JSON.parse(line) as ReportLine;
    const now = clock.monotonicMs();
    // The smallest difference ever seen is the clocks' difference plus the shortest way: a delayed report must look old, not fresh.
    const offset = Math.min(offsets.get(observation.vantage) ?? Number.POSITIVE_INFINITY, now - sentAt);
    offsets.set(observation.vantage, offset);
    const translated = { ...observation, at: observation.at + offset };
    kept = kept.filter((one) => now - one.at < KEEP_MS);
    kept.push(translated);
    for (const listener of listeners) listener(translated);
  };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    const safely = (line: string): void => {
      try {
        receive(line);
      } catch {
        socket.destroy();
      }
    };
    socket.on(
      'data',
      splitLines(safely, () => socket.destroy()),
    );
  });
  const port = await listen(server, options.host, options.port ?? 0, 'collector of observations');
  return {
    address: `${options.host}:${port}`,
    port,
    observations: () => kept,
    onObservation: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
