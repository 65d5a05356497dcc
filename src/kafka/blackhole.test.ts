// Tests of bounds against a network that swallows everything: no answer, and not even a connection.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';
import { before, test } from 'node:test';
import { tied } from '../../test/lab/tied.ts';
import { isTideError } from '../base/core.ts';
import { connectCluster } from './index.ts';
import { loadLibrary } from './library.ts';

const BOUNDS = { requestTimeoutMs: 400, connectTimeoutMs: 300, retries: 1 };
/** The bound of the cluster, and what a busy machine may add. */
const ENDED_MS = 800 + 700;

before(async () => {
  await loadLibrary();
});

async function elapsed(bootstrap: readonly string[]): Promise<{ readonly ms: number; readonly error: unknown }> {
  const started = performance.now();
  const error: unknown = await connectCluster({ name: 'paris', bootstrap, properties: {}, ...BOUNDS }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { ms: performance.now() - started, error };
}

test('a peer that takes the connection and never answers costs requestTimeoutMs x (retries + 1) at most', async () => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  try {
    const { ms, error } = await elapsed([`127.0.0.1:${port}`]);

    assert.ok(isTideError(error) && error.code === 'TIDE_KAFKA_TIMEOUT', String(error));
    assert.ok(ms < ENDED_MS, `took ${ms} ms`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

test('a peer that does not even take connections costs no more', async () => {
  const { child, port } = await startUnaccepting();
  const filling = Array.from({ length: 4 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  try {
    const { ms, error } = await elapsed([`127.0.0.1:${port}`]);

    assert.ok(isTideError(error) && error.exit === 'UNREACHABLE', String(error));
    assert.ok(ms < ENDED_MS, `took ${ms} ms`);
  } finally {
    for (const socket of filling) socket.destroy();
    child.kill('SIGKILL');
  }
});

/** A listener with a backlog of one whose process then stands still: the kernel drops further connection requests, as a blackhole does. */
async function startUnaccepting(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const script = `
    const server = require('node:net').createServer();
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port) + '\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000);
      process.exit();
    });`;
  const child = spawn(...tied(process.execPath, ['-e', script]), { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  );
  return { child, port: Number(line) };
}

test('a closed port, a name that does not resolve, and nothing at all are told apart in words', async () => {
  const closed = await elapsed(['127.0.0.1:1']);
  const nameless = await elapsed(['no-such-host.invalid:9092']);

  assert.ok(isTideError(closed.error) && closed.error.code === 'TIDE_KAFKA_UNREACHABLE');
  assert.match(closed.error.why, /ECONNREFUSED/);
  assert.ok(isTideError(nameless.error) && nameless.error.exit === 'UNREACHABLE');
  assert.match(nameless.error.why, /no-such-host\.invalid/);
});
