// Looks before anything starts: the system, Java, memory, disk, the run folder. Each lack is one error with its fix.
import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TopologySpec } from '../scenario/core.ts';
import { findJava } from './distribution/java.ts';
import { labError } from './errors.ts';

export const DEFAULT_HEAP_MB = 128;

/** Memory of a node beyond its heap: metaspace, code, threads, archive (measured: 160 MB with a heap of 128). */
const BEYOND_HEAP_MB = 90;
/** The warden, the WAN emulator, replication and the clients of a drill. */
const OTHERS_MB = 900;
const DISK_PER_NODE_MB = 150;
const DISK_OTHERS_MB = 300;

export interface PreflightOptions {
  readonly topology: TopologySpec;
  readonly runDir: string;
  readonly heapMb?: number;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Throws TIDE_LAB_NOT_LINUX, _NO_JAVA, _OLD_JAVA, _LOW_MEMORY, _LOW_DISK, _RUN_DIR_NOT_EMPTY. Changes nothing. */
export async function preflight(options: PreflightOptions): Promise<void> {
  if (process.platform !== 'linux') throw labError('TIDE_LAB_NOT_LINUX', { platform: process.platform });
  await findJava(options.environment ?? process.env);
  const heapMb = options.heapMb ?? DEFAULT_HEAP_MB;
  const nodes = options.topology.sites.reduce(
    (sum, site) => sum + site.brokers + (site.controllers === 'combined' || site.brokers === 0 ? 0 : site.controllers),
    0,
  );
  checkMemory(nodes, heapMb, availableMemoryMb());
  checkDisk(nodes, options.runDir);
  if (existsSync(options.runDir) && readdirSync(options.runDir).length > 0) {
    throw labError('TIDE_LAB_RUN_DIR_NOT_EMPTY', { runDir: options.runDir });
  }
}

export function checkMemory(nodes: number, heapMb: number, availableMb: number): void {
  const neededMb = nodes * (heapMb * 0.6 + BEYOND_HEAP_MB) + OTHERS_MB;
  if (availableMb >= neededMb) return;
  throw labError('TIDE_LAB_LOW_MEMORY', {
    neededMb: Math.round(neededMb),
    availableMb: Math.round(availableMb),
    nodes,
    heapMb,
  });
}

/** The least of what the machine and this process's control group leave, in megabytes. */
export function availableMemoryMb(): number {
  const meminfo = readFileSync('/proc/meminfo', 'utf8');
  const machineMb = Number(/MemAvailable:\s+(\d+)/.exec(meminfo)?.[1] ?? Number.POSITIVE_INFINITY) / 1024;
  const limit = readNumber('/sys/fs/cgroup/memory.max');
  const used = readNumber('/sys/fs/cgroup/memory.current');
  if (limit === undefined || used === undefined) return machineMb;
  return Math.min(machineMb, (limit - used) / 1024 ** 2);
}

function readNumber(file: string): number | undefined {
  try {
    const value = Number(readFileSync(file, 'utf8').trim());
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function checkDisk(nodes: number, runDir: string): void {
  let folder = runDir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const availableMb = (bavail * bsize) / 1024 ** 2;
  const neededMb = nodes * DISK_PER_NODE_MB + DISK_OTHERS_MB;
  if (availableMb >= neededMb) return;
  throw labError('TIDE_LAB_LOW_DISK', { neededMb, availableMb: Math.round(availableMb), nodes, folder });
}
