// The rows of the benchmark: what each measures, how often, and what is to be reached.
import { setTimeout as sleep } from 'node:timers/promises';
import type { WritableCodec } from '../../src/wire/core.ts';
import { type CopyRun, watchCopy } from './copy-row.ts';
import { fill } from './fill.ts';
import { MECHANISMS, type MechanismName, launch } from './launch.ts';
import { type FrozenMirrorMaker, QUICK, THROUGHPUT } from './mirrormaker-frozen.ts';
import { type BenchSites, cleanTarget, newTopic } from './sites.ts';
import { measureStart } from './start-row.ts';
import { measureSteady } from './steady-row.ts';
import { type Goal, type Measure, type Samples, atMost, newSamples, share, times } from './table.ts';
import { measurePipe } from './tcp-pipe.ts';

export interface BenchOptions {
  readonly runs: number;
  readonly sizeMb: number;
  readonly partitions: number;
  readonly codec: WritableCodec;
  readonly steadySeconds: number;
  readonly tell: (line: string) => void;
}

export interface Row {
  readonly name: string;
  readonly mirrorMaker: FrozenMirrorMaker;
  readonly targetBrokers: number;
  readonly run: (sites: BenchSites, options: BenchOptions) => Promise<readonly Measure[]>;
}

const RECORD_BYTES = 1024;

export const ROWS: readonly Row[] = [
  copyRow('batch16k', { batchRecords: 16, replicationFactor: 1, sizeShare: 1, goals: [times(2), times(2.5)] }),
  copyRow('one-record', { batchRecords: 1, replicationFactor: 1, sizeShare: 0.25, goals: [times(2), times(3)] }),
  { name: 'start', mirrorMaker: QUICK, targetBrokers: 1, run: startRow },
  { name: 'steady', mirrorMaker: QUICK, targetBrokers: 1, run: steadyRow },
  copyRow('rf3', { batchRecords: 16, replicationFactor: 3, sizeShare: 0.5, goals: [times(1.5), times(2)] }),
];

/** Both in turn, in the other order each time; a run that fails is told and not counted. */
async function alternate<R>(
  sites: BenchSites,
  { runs, tell }: BenchOptions,
  one: (which: MechanismName, run: number) => Promise<R>,
  words: (result: R) => string,
): Promise<void> {
  for (let run = 1; run <= runs; run += 1)
    for (const which of run % 2 === 1 ? MECHANISMS : MECHANISMS.toReversed()) {
      await cleanTarget(sites);
      await sleep(500);
      try {
        tell(`run ${run}, ${which}: ${words(await one(which, run))}`);
      } catch (error) {
        tell(`run ${run}, ${which}: FAILED, not counted: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
}

interface CopyRow {
  readonly batchRecords: number;
  readonly replicationFactor: number;
  readonly sizeShare: number;
  readonly goals: readonly Goal[];
}

function copyRow(name: string, row: CopyRow): Row {
  const run = (sites: BenchSites, options: BenchOptions) => copyRuns(name, row, sites, options);
  return { name, mirrorMaker: THROUGHPUT, targetBrokers: row.replicationFactor, run };
}

async function copyRuns(
  name: string,
  { batchRecords, replicationFactor, sizeShare, goals }: CopyRow,
  sites: BenchSites,
  options: BenchOptions,
): Promise<readonly Measure[]> {
  const { partitions, codec, sizeMb, tell } = options;
  const topic = await newTopic(sites, 'source', { name, partitions, replicationFactor: 1 });
  const records = Math.ceil((sizeMb * sizeShare * 1e6) / RECORD_BYTES);
  const filling = { records, recordBytes: RECORD_BYTES, batchRecords, codec };
  const recordsPerPartition = await fill(sites.raw.source, topic, filling);
  tell(`${name}: ${partitions} x ${recordsPerPartition} records of ${RECORD_BYTES} B are at the source`);
  const [speed, cpu, peak, after] = [newSamples(), newSamples(), newSamples(), newSamples()];
  const one = async (which: MechanismName): Promise<CopyRun> => {
    await newTopic(sites, 'target', { name, partitions, replicationFactor });
    const process = await launch(sites, which, { topic: name, groups: [], mirrorMaker: THROUGHPUT, codec });
    try {
      const copied = await watchCopy(sites, process, {
        topic: name,
        partitions,
        recordsPerPartition,
        recordBytes: RECORD_BYTES,
      });
      note(which, [speed, copied.MBps], [cpu, copied.cpuPerGB], [peak, copied.peakMb], [after, copied.afterMb]);
      return copied;
    } finally {
      await process.stop(15_000);
    }
  };
  await alternate(sites, options, one, (run) => say(run, 'MBps', 'cpuPerGB', 'peakMb', 'afterMb'));
  await sites.admin.source.deleteTopics([name]);
  if (name === 'batch16k') await pipes(options, speed, cpu, peak);
  const pipeGoal: Goal = { say: '1.6 x bare pipe', bound: (_mm, pipe) => 1.6 * pipe, better: 'less' };
  const cpuGoals = name === 'batch16k' ? [share(4, '1/4'), share(6, '1/6'), pipeGoal] : [];
  const memoryGoals = name === 'batch16k' ? [atMost(250, '250 MB')] : [];
  return [
    { name: `${name}: throughput`, unit: 'MB/s', digits: 0, goals, samples: speed },
    { name: `${name}: CPU seconds per GB`, unit: '', digits: 2, goals: cpuGoals, samples: cpu },
    { name: `${name}: memory while copying (highest)`, unit: 'MB', digits: 0, goals: memoryGoals, samples: peak },
    { name: `${name}: memory 10 s after`, unit: 'MB', digits: 0, goals: [], samples: after },
  ];
}

async function pipes({ runs, sizeMb, tell }: BenchOptions, speed: Samples, cpu: Samples, peak: Samples): Promise<void> {
  for (let run = 1; run <= runs; run += 1) {
    const pipe = await measurePipe(sizeMb * 1e6);
    note('pipe', [speed, pipe.MBps], [cpu, pipe.cpuPerGB], [peak, pipe.peakMb]);
    tell(`run ${run}, bare TCP pipe: ${say(pipe, 'MBps', 'cpuPerGB', 'peakMb')}`);
  }
}

async function startRow(sites: BenchSites, options: BenchOptions): Promise<readonly Measure[]> {
  const [name, partitions] = ['start', 4];
  const topic = await newTopic(sites, 'source', { name, partitions, replicationFactor: 1 });
  const filling = { records: 10_000, recordBytes: 100, batchRecords: 100, codec: options.codec };
  const each = await fill(sites.raw.source, topic, filling);
  const [record, position, idle, idleCpu] = [newSamples(), newSamples(), newSamples(), newSamples()];
  const offsets = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition, offset: each - 10 }));
  const one = async (which: MechanismName, run: number) => {
    // A group of its own for each run: the target keeps groups when topics go.
    const group = `start-${run}-${MECHANISMS.indexOf(which)}`;
    await sites.admin.source.commit(group, offsets);
    const launching = { topic: name, groups: [group], mirrorMaker: QUICK, codec: options.codec, group, partitions };
    const found = await measureStart(sites, which, launching);
    note(which, [record, found.firstRecordMs], [position, found.firstPositionMs], [idle, found.idleMb]);
    note(which, [idleCpu, found.idleCpuPercent]);
    return found;
  };
  await alternate(sites, options, one, (run) =>
    say(run, 'firstRecordMs', 'firstPositionMs', 'idleMb', 'idleCpuPercent'),
  );
  return [
    { name: 'process start to first record', unit: 'ms', digits: 0, goals: [atMost(1000, '1 s')], samples: record },
    { name: 'to first group position', unit: 'ms', digits: 0, goals: [atMost(2000, '2 s')], samples: position },
    { name: 'memory idle', unit: 'MB', digits: 0, goals: [atMost(110, '110 MB')], samples: idle },
    { name: 'CPU idle, share of a core', unit: '%', digits: 1, goals: [], samples: idleCpu },
  ];
}

async function steadyRow(sites: BenchSites, options: BenchOptions): Promise<readonly Measure[]> {
  const [p50, p99, age, ageMax] = [newSamples(), newSamples(), newSamples(), newSamples()];
  const [exact, cpu] = [newSamples(), newSamples()];
  const flow = { recordsPerSecond: 2000, recordBytes: RECORD_BYTES, warmUpSeconds: 5, seconds: options.steadySeconds };
  const one = async (which: MechanismName, run: number) => {
    const name = `steady-${run}-${MECHANISMS.indexOf(which)}`;
    for (const side of ['source', 'target'] as const)
      await newTopic(sites, side, { name, partitions: 4, replicationFactor: 1 });
    const launching = { topic: name, groups: [name], group: name, mirrorMaker: QUICK, codec: options.codec };
    const found = await measureSteady(sites, which, { ...launching, ...flow });
    note(which, [p50, found.p50], [p99, found.p99], [age, found.group.ageP50], [ageMax, found.group.ageMax]);
    note(which, [exact, found.group.exact * 100], [cpu, found.cpuPercent]);
    await sites.admin.source.deleteTopics([name]);
    return found;
  };
  const words = (found: Awaited<ReturnType<typeof one>>): string =>
    `${say(found, 'p50', 'p99', 'max', 'ackP50', 'ackP99', 'cpuPercent')}; group ${say(found.group, 'ageP50', 'ageMax', 'exact', 'absent')}`;
  await alternate(sites, options, one, words);
  const halves = [share(2, 'half'), share(3, 'a third')];
  return [
    { name: '2,000 records/s: acknowledged to readable, p50', unit: 'ms', digits: 1, goals: halves, samples: p50 },
    { name: 'the same, p99', unit: 'ms', digits: 0, goals: halves, samples: p99 },
    { name: 'the same, share of a core', unit: '%', digits: 0, goals: [], samples: cpu },
    {
      name: 'age of a busy group at the target, median',
      unit: 'ms',
      digits: 0,
      goals: [atMost(1000, '1 s')],
      samples: age,
    },
    { name: 'the same, highest', unit: 'ms', digits: 0, goals: [], samples: ageMax },
    { name: 'positions that are exact records of the source', unit: '%', digits: 0, goals: [], samples: exact },
  ];
}

function note(which: keyof Samples, ...taken: readonly (readonly [Samples, number])[]): void {
  for (const [samples, value] of taken) samples[which].push(value);
}

function say<R extends object>(result: R, ...keys: readonly (keyof R & string)[]): string {
  return keys.map((key) => `${key} ${Number(result[key]).toFixed(2)}`).join(', ');
}
