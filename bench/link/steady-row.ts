// A steady flow: what the prober finds while one mechanism copies, and the CPU it takes.
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LaunchOptions, type MechanismName, launch } from './launch.ts';
import { cpuSeconds } from './process-cost.ts';
import type { ProbeResult, ProbeSpec } from './prober.ts';
import type { BenchSites } from './sites.ts';

export type SteadyRun = ProbeResult & { readonly cpuPercent: number };

export interface SteadyOptions extends LaunchOptions {
  readonly group: string;
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Long enough for either to be ready; the first seconds of the flow are not counted either. */
const READY_MS = 8000;

export async function measureSteady(
  sites: BenchSites,
  which: MechanismName,
  options: SteadyOptions,
): Promise<SteadyRun> {
  const process = await launch(sites, which, options);
  try {
    await sleep(READY_MS);
    const [cpu, began] = [cpuSeconds(process.pid), performance.now()];
    const result = await probe(sites, options);
    const cpuPercent = ((cpuSeconds(process.pid) - cpu) * 100_000) / (performance.now() - began);
    if (result.missing > 0 || result.duplicates > 0 || result.group.ahead > 0)
      throw new Error(
        `${result.missing} records missing, ${result.duplicates} twice, ${result.group.ahead} positions ahead`,
      );
    return { ...result, cpuPercent };
  } finally {
    await process.stop(15_000);
  }
}

async function probe(sites: BenchSites, options: SteadyOptions): Promise<ProbeResult> {
  const { topic, group, recordsPerSecond, recordBytes, warmUpSeconds, seconds } = options;
  const { namesFile, connection, lab } = sites;
  const flow = { topic, group, recordsPerSecond, recordBytes, warmUpSeconds, seconds };
  const spec: ProbeSpec = { namesFile, ...connection, ...flow };
  const file = join(lab.runDir, `${topic}-probe.json`);
  await writeFile(file, JSON.stringify(spec));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'prober.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`the prober ended with ${code}`);
  return JSON.parse(text) as ProbeResult;
}
