// Bench of the WAN emulator: MB/s per core and latency error, with a direct connection and a bare TCP pipe in the same run. `node bench/wan.ts`
import { spawn } from 'node:child_process';
import net from 'node:net';
import type { Socket } from 'node:net';
import { bareProcess } from '../test/lab/bare-process.ts';
import { startWan } from '../src/lab/wan/index.ts';
import type { RunningWan } from '../src/lab/wan/index.ts';
import { freePort, portOf } from '../test/lab/two-sites.ts';

const HOST = '127.0.0.1';
const BYTES = Number(process.argv[2] ?? 1500) * 1_000_000;
const PINGS = 300;

/** A relay that does nothing but pipe: what any user-space proxy in Node costs. */
const BARE = `const net = require('node:net');
net.createServer((a) => { const b = net.connect(+process.argv[2], '127.0.0.1'); a.pipe(b); b.pipe(a); a.on('error', () => b.destroy()); b.on('error', () => a.destroy()); }).listen(+process.argv[1], '127.0.0.1', () => console.log('ready'));
process.on('SIGUSR2', () => { const c = process.cpuUsage(); console.log('cpu ' + (c.user + c.system) / 1000); });`;

function connect(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: HOST, port, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** Seconds that BYTES take from a server to this process through the port. */
async function download(port: number): Promise<number> {
  const socket = await connect(port);
  const begin = performance.now();
  let bytes = 0;
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes >= BYTES) resolve();
    });
    socket.write('d');
  });
  socket.destroy();
  return (performance.now() - begin) / 1000;
}

/** Round trips of single bytes, sorted, milliseconds. */
async function pings(port: number): Promise<number[]> {
  const socket = await connect(port);
  const took: number[] = [];
  for (let index = 0; index < PINGS; index++) {
    const begin = performance.now();
    socket.write('p');
    await new Promise((resolve) => {
      socket.once('data', resolve);
    });
    took.push(performance.now() - begin);
  }
  socket.destroy();
  return took.sort((a, b) => a - b);
}

const block = Buffer.alloc(65_536);
const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    if (chunk[0] === 112) {
      socket.write(chunk);
      return;
    }
    const fill = (): void => {
      let more = true;
      while (more && !socket.destroyed) more = socket.write(block);
    };
    socket.on('drain', fill);
    fill();
  });
});
await new Promise<void>((resolve) => {
  server.listen(0, HOST, resolve);
});
const target = portOf(server);

const barePort = await freePort(HOST);
const bare = spawn(process.execPath, ['-e', BARE, String(barePort), String(target)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
bare.stdout.setEncoding('utf8');
let bareSays = '';
bare.stdout.on('data', (text: string) => {
  bareSays += text;
});
const bareCpuMs = async (): Promise<number> => {
  bareSays = '';
  bare.kill('SIGUSR2');
  while (!bareSays.includes('\n')) await new Promise((resolve) => setImmediate(resolve));
  return Number(bareSays.slice(4));
};
while (!bareSays.includes('ready')) await new Promise((resolve) => setImmediate(resolve));

const wanPort = await freePort(HOST);
const wan: RunningWan = await startWan({
  controlHost: HOST,
  controlPort: await freePort(HOST),
  routes: [{ listenHost: HOST, listenPort: wanPort, targetHost: HOST, targetPort: target, from: 'a', to: 'b' }],
  links: [{ between: ['a', 'b'], latencyMs: 0, jitterMs: 0, bandwidthBytesPerSecond: null, windowBytes: null }],
  spawn: bareProcess,
});
const wanCpuMs = async (): Promise<number> => (await wan.stats()).cpuMs;

interface Row {
  readonly name: string;
  readonly megabytesPerSecond: number;
  readonly perCore: number | null;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

async function measure(name: string, port: number, cpuMs: (() => Promise<number>) | null): Promise<Row> {
  const before = cpuMs === null ? 0 : await cpuMs();
  const seconds = await download(port);
  const cpu = cpuMs === null ? 0 : ((await cpuMs()) - before) / 1000;
  const took = await pings(port);
  const at = (share: number): number => took[Math.floor(share * took.length)] ?? Number.NaN;
  const megabytes = BYTES / 1_000_000;
  return {
    name,
    megabytesPerSecond: megabytes / seconds,
    perCore: cpuMs === null ? null : megabytes / cpu,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
  };
}

const rows: Row[] = [];
await download(target);
rows.push(await measure('direct', target, null));
rows.push(await measure('bare pipe', barePort, bareCpuMs));
rows.push(await measure('wan 0 ms', wanPort, wanCpuMs));
await wan.set(['a', 'b'], { latencyMs: 20 });
rows.push(await measure('wan 20+20 ms', wanPort, wanCpuMs));
const direct = rows[0]!.megabytesPerSecond;
console.log('path            MB/s  of direct  MB/s per core  ping p50     p90     p99 (ms)');
for (const row of rows) {
  const perCore = row.perCore === null ? '-' : row.perCore.toFixed(0);
  const share = `${((100 * row.megabytesPerSecond) / direct).toFixed(0)} %`;
  const times = [row.p50, row.p90, row.p99].map((ms) => ms.toFixed(2).padStart(7)).join(' ');
  console.log(
    `${row.name.padEnd(13)} ${row.megabytesPerSecond.toFixed(0).padStart(6)} ${share.padStart(10)} ${perCore.padStart(14)}  ${times}`,
  );
}

/** CPU of the emulator under small messages: the price of exact due times. */
for (const perSecond of [200, 2000]) {
  const socket = await connect(wanPort);
  socket.on('data', () => {});
  const before = await wanCpuMs();
  const begin = performance.now();
  let sent = 0;
  while (performance.now() - begin < 3000) {
    for (; sent < ((performance.now() - begin) * perSecond) / 1000; sent++) socket.write('p');
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
  const share = ((await wanCpuMs()) - before) / (performance.now() - begin);
  console.log(`${perSecond} messages/s each way at 20 ms: ${(100 * share).toFixed(0)} % of a core`);
  socket.destroy();
}
bare.kill();
server.close();
await wan.stop();
process.exit(0);
