// npm run soak:kill: kills a drill with SIGKILL at random moments, and looks for whatever of it still runs or listens. Ends with 1 when anything is left.
// Usage: npm run soak:kill -- [--moments 10] [--seed 1] [--most 75s]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseDuration, randomOf } from '../src/base/core.ts';

const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    most: { type: 'string', default: '75s' },
  },
});
/** The warden and the kernel get this long; it is generous because the machine may be busy. */
const GONE_WITHIN_MS = 15_000;
const LEAST_MS = 500;
const bin = join(import.meta.dirname, '..', 'bin', 'tideover.js');
const random = randomOf(Number(values.seed));
const most = parseDuration(values.most) ?? 75_000;
const moments = Number(values.moments);
let clean = 0;
console.log(`seed ${values.seed}`);
for (let moment = 1; moment <= moments; moment += 1) {
  const afterMs = LEAST_MS + random.int(most - LEAST_MS);
  const folder = mkdtempSync(join(tmpdir(), 'tideover-kill-'));
  const args = [
    'drill',
    'run',
    'region-loss',
    '--rate',
    '200',
    '--before',
    '5s',
    '--after',
    '5s',
    '--runs-dir',
    folder,
  ];
  const parent = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let last = '';
  parent.stderr.on('data', (chunk: Buffer) => {
    last = chunk.toString('utf8').trimEnd().split('\n').at(-1) ?? last;
  });
  await pause(afterMs);
  const before = processesOf(folder).length;
  const network = networksOf(folder);
  parent.kill('SIGKILL');
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (performance.now() < deadline && (processesOf(folder).length > 0 || portsOf(network).length > 0))
    await pause(100);
  const left = [...processesOf(folder), ...portsOf(network)];
  console.log(
    `moment ${moment}: after ${(afterMs / 1000).toFixed(1)} s (${last.trim().slice(0, 70)}): ${before} processes before, ${left.length} left`,
  );
  for (const each of left) console.log(`  left: ${each.slice(0, 160)}`);
  if (left.length === 0) clean += 1;
}
console.log(`${clean} passed, ${moments - clean} failed`);
process.exitCode = clean === moments ? 0 : 1;

/** Command lines that name the run's folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}

/** Second octets of the loopback networks that the run's labs claimed. */
function networksOf(folder: string): readonly number[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('events.jsonl'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/"network":"127\.(\d+)\./g)])
    .map((match) => Number(match[1]));
}

/** Listening TCP sockets on those networks (/proc/net/tcp: address in little-endian hex, state 0A = LISTEN). */
function portsOf(networks: readonly number[]): readonly string[] {
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      if (state !== '0A' || local === undefined) return [];
      const octet = Number.parseInt(local.slice(4, 6), 16);
      return local.slice(6, 8) === '7F' && networks.includes(octet) ? [`listening ${local}`] : [];
    });
}
