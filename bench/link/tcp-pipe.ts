// A bare TCP pipe in Node: what moving bytes through a Node process costs at least. As a process: `node tcp-pipe.ts pipe <to port>` or `send <bytes>`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { cpuSeconds, residentMb } from './process-cost.ts';

const HOST = '127.0.0.1';
const BLOCK_BYTES = 1 << 16;

export interface PipeRun {
  readonly MBps: number;
  readonly cpuPerGB: number;
  readonly peakMb: number;
}

/** A sender, the pipe and this process as receiver: three processes, as source, link and target are. */
export async function measurePipe(bytes: number): Promise<PipeRun> {
  const server = net.createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const pipe = role('pipe', (server.address() as AddressInfo).port);
  const pipePort = await portOf(pipe);
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const sender = role('send', bytes, pipePort);
  try {
    const [socket] = await arrived;
    return await receive(socket, pipe.pid!, bytes);
  } finally {
    for (const child of [pipe, sender]) child.kill('SIGKILL');
    server.close();
  }
}

async function receive(socket: Socket, pid: number, bytes: number): Promise<PipeRun> {
  const fromBytes = bytes * 0.2;
  let [received, peakMb] = [0, 0];
  let from: { readonly atMs: number; readonly cpu: number; readonly bytes: number } | null = null;
  const looks = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(pid));
  }, 50);
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        received += chunk.length;
        if (from === null && received >= fromBytes)
          from = { atMs: performance.now(), cpu: cpuSeconds(pid), bytes: received };
        if (from === null || received < bytes) return;
        const copied = received - from.bytes;
        const MBps = copied / 1e3 / (performance.now() - from.atMs);
        resolve({ MBps, cpuPerGB: ((cpuSeconds(pid) - from.cpu) * 1e9) / copied, peakMb });
      });
    });
  } finally {
    clearInterval(looks);
    socket.destroy();
  }
}

function role(...args: readonly (string | number)[]): ChildProcess {
  return spawn(process.execPath, [import.meta.filename, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function portOf(child: ChildProcess): Promise<number> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  return Number(chunk.toString().trim());
}

async function bePipe(toPort: number): Promise<void> {
  const server = net.createServer((from) => {
    const to = net.connect({ host: HOST, port: toPort, noDelay: true });
    from.pipe(to);
    for (const socket of [from, to]) socket.on('error', () => process.exit(0));
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  console.log((server.address() as AddressInfo).port);
}

async function beSender(bytes: number, port: number): Promise<void> {
  const socket = net.connect({ host: HOST, port, noDelay: true });
  socket.on('error', () => process.exit(0));
  await once(socket, 'connect');
  const block = Buffer.alloc(BLOCK_BYTES, 'tide');
  for (let sent = 0; sent < bytes; sent += BLOCK_BYTES) if (!socket.write(block)) await once(socket, 'drain');
}

if (process.argv[1] === import.meta.filename) {
  const [what, first, second] = process.argv.slice(2);
  await (what === 'pipe' ? bePipe(Number(first)) : beSender(Number(first), Number(second)));
}
