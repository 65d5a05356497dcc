// Reporter: sends observations to the engine as JSON lines, reconnecting for ever, and keeps them in a file.
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import { systemClock } from '../../base/index.ts';
import { hostAndPort } from '../lines.ts';
import type { Observation } from '../observation.ts';

const RECONNECT_MS = 250;
const CONNECT_MS = 2000;
/** About a minute of one vantage; older lines are dropped first, because fresh ones decide. */
const QUEUE_LINES_MAX = 2000;
const UNSENT_BYTES_MAX = 1024 * 1024;

/** One line: `sentAt` lets the collector translate our clock into its own. */
export interface ReportLine {
  readonly sentAt: number;
  readonly observation: Observation;
}

export interface Reporter {
  tell(observation: Observation): void;
  close(): void;
}

export function startReporter(report: string | null, file: string | null): Reporter {
  const target = report === null ? undefined : hostAndPort(report);
  let queue: Observation[] = [];
  let socket: net.Socket | undefined;
  let again: NodeJS.Timeout | undefined;
  let closed = false;
  const flush = (): void => {
    if (socket === undefined || socket.connecting || socket.writableLength > UNSENT_BYTES_MAX) return;
    const sentAt = systemClock.monotonicMs();
    const lines = queue.map((observation) => `${JSON.stringify({ sentAt, observation } satisfies ReportLine)}\n`);
    queue = [];
    if (lines.length > 0) socket.write(lines.join(''));
  };
  const connect = (): void => {
    if (target === undefined || closed) return;
    const opened = net.connect(target);
    socket = opened;
    opened.setNoDelay(true);
    opened.setTimeout(CONNECT_MS, () => {
      if (opened.connecting) opened.destroy();
    });
    opened.once('connect', flush);
    opened.on('error', () => opened.destroy());
    opened.once('close', () => {
      if (socket === opened) socket = undefined;
      if (!closed) again = setTimeout(connect, RECONNECT_MS);
    });
    opened.resume();
  };
  connect();
  return {
    tell: (observation) => {
      if (file !== null) appendFileSync(file, `${JSON.stringify(observation)}\n`);
      if (target === undefined) return;
      queue.push(observation);
      if (queue.length > QUEUE_LINES_MAX) queue.shift();
      flush();
    },
    close: () => {
      closed = true;
      clearTimeout(again);
      socket?.destroy();
    },
  };
}
