// From the start of the process to the first record and the first group position at a target that has nothing, and the memory of a link at rest.
import { setTimeout as sleep } from 'node:timers/promises';
import { type LaunchOptions, type MechanismName, launch } from './launch.ts';
import { endsAtTarget } from './copy-row.ts';
import { cpuSeconds, residentMb } from './process-cost.ts';
import type { BenchSites } from './sites.ts';

export interface StartRun {
  readonly firstRecordMs: number;
  readonly firstPositionMs: number;
  readonly idleMb: number;
  readonly idleCpuPercent: number;
}

const REST_MS = 10_000;
const WITHIN_MS = 120_000;

/** The topic is at the source only, and the group has positions there: what a mechanism finds that begins its life. */
export async function measureStart(
  sites: BenchSites,
  which: MechanismName,
  options: LaunchOptions & { readonly partitions: number; readonly group: string },
): Promise<StartRun> {
  const { group } = options;
  const began = performance.now();
  const process = await launch(sites, which, options);
  const running = (): void => {
    if (!process.running()) throw new Error(`it has ended; look at ${process.stdoutFile} and ${process.stderrFile}`);
  };
  try {
    const [firstRecordMs, firstPositionMs] = await Promise.all([
      until(began, running, async () => (await endsAtTarget(sites, options)).some((end) => end > 0)),
      until(
        began,
        running,
        async () =>
          (await sites.admin.target.positions([group]))[0]?.offsets.some((one) => (one.offset ?? 0) > 0) === true,
      ),
    ]);
    await sleep(REST_MS / 2);
    const cpu = cpuSeconds(process.pid);
    await sleep(REST_MS);
    const idleCpuPercent = ((cpuSeconds(process.pid) - cpu) * 100) / (REST_MS / 1000);
    return { firstRecordMs, firstPositionMs, idleMb: residentMb(process.pid), idleCpuPercent };
  } finally {
    await process.stop(15_000);
  }
}

async function until(began: number, running: () => void, holds: () => Promise<boolean>): Promise<number> {
  while (!(await holds())) {
    running();
    if (performance.now() - began > WITHIN_MS) throw new Error(`nothing after ${WITHIN_MS} ms`);
    await sleep(10);
  }
  return performance.now() - began;
}
