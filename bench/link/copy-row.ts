// Copying a backlog: throughput, CPU seconds per GB and memory, seen from outside by the target's high watermarks.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabProcess } from '../../src/lab/core.ts';
import type { BenchSites } from './sites.ts';
import { cpuSeconds, residentMb } from './process-cost.ts';

export interface CopyRun {
  readonly MBps: number;
  readonly cpuPerGB: number;
  readonly peakMb: number;
  /** Ten seconds after the last record. */
  readonly afterMb: number;
}

export interface Copying {
  readonly topic: string;
  readonly partitions: number;
  readonly recordsPerPartition: number;
  readonly recordBytes: number;
}

/** A JVM compiles and a connection opens during the first fifth, which counts for nobody. */
const FROM_SHARE = 0.2;
const LOOK_EVERY_MS = 10;
const STALLED_MS = 60_000;
const REST_MS = 10_000;

/** Waits until every record is at the target and measures the last four fifths. Throws when the process ends, stalls or copies too many. */
export async function watchCopy(sites: BenchSites, process: LabProcess, copying: Copying): Promise<CopyRun> {
  const all = copying.partitions * copying.recordsPerPartition;
  let from: { readonly atMs: number; readonly cpu: number; readonly records: number } | null = null;
  let [peakMb, last, movedAt] = [0, -1, performance.now()];
  for (;;) {
    const ends = await endsAtTarget(sites, copying);
    const records = ends.reduce((sum, end) => sum + end, 0);
    const atMs = performance.now();
    if (!process.running()) throw new Error(`it has ended; look at ${process.stdoutFile} and ${process.stderrFile}`);
    if (records !== last) [last, movedAt] = [records, atMs];
    else if (atMs - movedAt > STALLED_MS) throw new Error(`it stands still at ${records} of ${all} records`);
    peakMb = Math.max(peakMb, residentMb(process.pid));
    if (from === null && records >= all * FROM_SHARE) from = { atMs, cpu: cpuSeconds(process.pid), records };
    if (from !== null && records >= all) {
      const cpu = cpuSeconds(process.pid) - from.cpu;
      const bytes = (records - from.records) * copying.recordBytes;
      if (bytes <= 0) throw new Error('it was done before it could be measured: take more data (--size-mb)');
      await sleep(REST_MS);
      await exact(sites, copying);
      const afterMb = residentMb(process.pid);
      return { MBps: bytes / 1e3 / (atMs - from.atMs), cpuPerGB: (cpu * 1e9) / bytes, peakMb, afterMb };
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function exact(sites: BenchSites, copying: Copying): Promise<void> {
  const ends = await endsAtTarget(sites, copying);
  const wrong = ends.filter((end) => end !== copying.recordsPerPartition);
  if (wrong.length > 0)
    throw new Error(`${wrong.length} partitions end at ${wrong.join(', ')}, not at ${copying.recordsPerPartition}`);
}

const leaders = new WeakMap<BenchSites, Map<string, ReadonlyMap<number, readonly number[]>>>();

/** High watermarks of all partitions of a topic that exists. */
export async function endsAtTarget(
  sites: BenchSites,
  { topic, partitions }: Pick<Copying, 'topic' | 'partitions'>,
): Promise<readonly number[]> {
  const known = leaders.get(sites) ?? new Map<string, ReadonlyMap<number, readonly number[]>>();
  leaders.set(sites, known);
  let byLeader = known.get(topic);
  if (byLeader === undefined) {
    const found = (await sites.raw.target.metadata([topic])).topics[0];
    if (found === undefined || found.error !== 0 || found.partitions.length < partitions) return [];
    const led = found.partitions.filter((one) => one.leader > 0);
    if (led.length < partitions) return [];
    byLeader = new Map(
      [...Map.groupBy(led, (one) => one.leader)].map(([leader, of]) => [leader, of.map((one) => one.partition)]),
    );
    known.set(topic, byLeader);
  }
  const answers = await Promise.all(
    [...byLeader].map(([leader, of]) =>
      sites.raw.target.listOffsets(
        leader,
        of.map((partition) => ({ topic, partition })),
        -1,
        'consumer',
      ),
    ),
  );
  if (answers.flat().some((one) => one.error !== 0)) {
    known.delete(topic);
    return [];
  }
  return answers.flat().map((one) => one.offset);
}
