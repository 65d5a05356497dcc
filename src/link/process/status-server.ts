// The link's HTTP endpoint on loopback: what it says of itself, metrics, and the few orders it takes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Exposure } from '../../replication/core.ts';
import type { Link } from '../contract.ts';
import { metricsText } from './metrics.ts';
import type { LinkProcessStatus } from './spec.ts';

const DRAIN_DEFAULT_MS = 30_000;

export interface StatusServerOptions {
  readonly link: Link;
  readonly host: string;
  readonly port: number;
  readonly onStop: () => void;
  /** Measured at both clusters by whoever runs the link; null: not yet. */
  readonly exposure?: () => Exposure | null;
}

export interface StatusServer {
  readonly url: string;
  close(): void;
}

/** Listens on a loopback address only: there is no authentication, and pause and stop are orders. */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(error instanceof Error ? error.message : String(error));
    });
  });
  await listening(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server, { host, port }: StatusServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

async function answer(
  { link, onStop, exposure }: StatusServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://link');
  const order = `${request.method} ${url.pathname}`;
  const ok = (type: string, body: string): void => {
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  };
  if (order === 'GET /status')
    return ok(
      'application/json',
      JSON.stringify({ ...statusOf(link), ...(exposure === undefined ? {} : { exposure: exposure() }) }),
    );
  if (order === 'GET /metrics') {
    const { type, text } = await metricsText(link.status(), exposure?.() ?? null);
    return ok(type, text);
  }
  if (order === 'POST /pause') link.pause();
  else if (order === 'POST /resume') link.resume();
  else if (order === 'POST /drain') await link.drain(Number(url.searchParams.get('withinMs') ?? DRAIN_DEFAULT_MS));
  else if (order === 'POST /stop') onStop();
  else {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('GET /status, GET /metrics, POST /pause, /resume, /drain, /stop');
    return undefined;
  }
  return ok('text/plain', 'done');
}

function statusOf(link: Link): LinkProcessStatus {
  const { user, system } = process.cpuUsage();
  return {
    format: 'tideover-link-status/1',
    pid: process.pid,
    link: link.status(),
    rssBytes: process.memoryUsage.rss(),
    cpuMs: (user + system) / 1000,
  };
}
