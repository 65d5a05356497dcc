// The lease authority: answers one JSON line per question over TCP; what changed is on disk before the answer leaves.
import net from 'node:net';
import { systemClock } from '../../base/index.ts';
import { detectError } from '../errors.ts';
import { splitLines } from '../lines.ts';
import { decideLease, type LeaseAnswer, type LeaseQuestion, type LeaseState, newLease, replayLease } from './core.ts';
import { openLeaseJournal } from './journal.ts';

export interface LeaseServiceOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Where it remembers. */
  readonly file: string;
  readonly ttlMs: number;
  /** Who holds the lease before anybody asked; without it the first to ask gets it. */
  readonly holder?: string;
}

export interface LeaseService {
  readonly port: number;
  close(): Promise<void>;
}

const IDLE_MS = 30_000;
const ASKS: ReadonlySet<string> = new Set(['acquire', 'renew', 'transfer', 'show']);

/** Starts the authority. Throws TIDE_DETECT_LEASE_FILE or TIDE_DETECT_PORT. */
export async function startLeaseService(options: LeaseServiceOptions): Promise<LeaseService> {
  const journal = openLeaseJournal(options.file);
  let state: LeaseState = replayLease(
    newLease(options.ttlMs, options.holder ?? null),
    journal.records,
    systemClock.monotonicMs(),
  );
  const sockets = new Set<net.Socket>();
  const answer = (line: string): LeaseAnswer => {
    const question = parseQuestion(line);
    if (question === undefined) return refusal(state, 'not a question this authority knows');
    const decision = decideLease(state, question, systemClock.monotonicMs());
    // Throws when the disk refuses: then the old state stands and nobody gets an answer that would be forgotten.
    journal.append(decision.records);
    state = decision.state;
    return decision.answer;
  };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on(
      'data',
      splitLines(
        (line) => {
          try {
            socket.write(`${JSON.stringify(answer(line))}\n`);
          } catch {
            socket.destroy();
          }
        },
        () => socket.destroy(),
      ),
    );
  });
  const port = await listen(server, options.host, options.port, 'lease authority');
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      journal.close();
    },
  };
}

/** Listens and returns the port. Throws TIDE_DETECT_PORT. */
export function listen(server: net.Server, host: string, port: number, service: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(detectError('TIDE_DETECT_PORT', { service, address: `${host}:${port}`, detail: error.message }, error));
    });
    server.listen(port, host, () => resolve((server.address() as net.AddressInfo).port));
  });
}

function parseQuestion(line: string): LeaseQuestion | undefined {
  try {
    const { ask, site, epoch, to, reason } = JSON.parse(line) as Partial<Record<keyof LeaseQuestion, unknown>>;
    if (typeof ask !== 'string' || !ASKS.has(ask)) return undefined;
    return {
      ask: ask as LeaseQuestion['ask'],
      site: typeof site === 'string' ? site : '',
      epoch: typeof epoch === 'number' ? epoch : 0,
      ...(typeof to === 'string' ? { to } : {}),
      ...(typeof reason === 'string' ? { reason } : {}),
    };
  } catch {
    return undefined;
  }
}

function refusal(state: LeaseState, why: string): LeaseAnswer {
  return { granted: false, holder: state.holder ?? '', epoch: state.epoch, ttlMs: state.ttlMs, why };
}
