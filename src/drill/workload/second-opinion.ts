// A second opinion on what a site holds: Kafka's own Java console consumer reads a topic from the beginning and is counted.
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../base/index.ts';
import type { Lab, LabProcess } from '../../lab/core.ts';
import { workloadError } from './errors.ts';
import { propertiesText } from './tool-process.ts';

export interface SecondOpinionRequest {
  readonly site: string;
  readonly topic: string;
  /** Default: the site's own client listener. */
  readonly bootstrap?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly isolation?: 'uncommitted' | 'committed';
  /**
   * Log ends as the brokers tell them. When the consumer has printed the last record of every partition, it is asked to end: it cannot
   * know by itself where the end is, and on a busy machine any idle time is either too short or wasted.
   */
  readonly ends: readonly PartitionEnd[];
  /** The consumer ends by itself after so long without a record, milliseconds: when the last offsets hold no record. Default 15000. */
  readonly idleMs?: number;
  readonly withinMs: number;
}

export interface PartitionEnd {
  readonly partition: number;
  readonly earliest: number;
  /** Offset after the last one. */
  readonly end: number;
}

export interface PartitionCount {
  readonly partition: number;
  readonly records: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

export interface SecondOpinion {
  readonly site: string;
  readonly topic: string;
  readonly records: number;
  /** Partitions with at least one record, by number. */
  readonly partitions: readonly PartitionCount[];
  readonly logFile: string;
}

const IDLE_MS = 15_000;

/** `Partition:3<TAB>Offset:41` as DefaultMessageFormatter writes it with values off: one line a record, whatever the values hold. */
const LINE = /^(?:\S+\t)?Partition:(\d+)\tOffset:(\d+)/;

/** Feeds on the consumer's output, line by line; holds one counter per partition. */
export class ConsoleCount {
  readonly #partitions = new Map<number, { records: number; firstOffset: number; lastOffset: number }>();

  line(text: string): void {
    const match = LINE.exec(text);
    if (match === null) return;
    const [partition, offset] = [Number(match[1]), Number(match[2])];
    const entry = this.#partitions.get(partition);
    if (entry === undefined) {
      this.#partitions.set(partition, { records: 1, firstOffset: offset, lastOffset: offset });
      return;
    }
    entry.records++;
    entry.firstOffset = Math.min(entry.firstOffset, offset);
    entry.lastOffset = Math.max(entry.lastOffset, offset);
  }

  /** True when the last offset of every partition that holds any has been printed. */
  reached(ends: readonly PartitionEnd[]): boolean {
    return ends.every(
      ({ partition, earliest, end }) => end <= earliest || this.#partitions.get(partition)?.lastOffset === end - 1,
    );
  }

  counts(): readonly PartitionCount[] {
    return [...this.#partitions]
      .map(([partition, entry]) => ({ partition, ...entry }))
      .sort((a, b) => a.partition - b.partition);
  }
}

/** Runs the console consumer at the site and counts what it prints. Throws TIDE_WORKLOAD_SECOND_OPINION_FAILED when it does not end by itself. */
export async function secondOpinion(lab: Lab, request: SecondOpinionRequest): Promise<SecondOpinion> {
  const { site, topic } = request;
  const at = lab.sites[site];
  if (at === undefined)
    throw workloadError('TIDE_WORKLOAD_SECOND_OPINION_FAILED', {
      topic,
      site,
      reason: 'The lab has no such site.',
      log: lab.runDir,
    });
  const isolation = request.isolation ?? 'uncommitted';
  const name = `second-opinion-${site}-${topic}-${isolation}`;
  const propertiesFile = join(lab.runDir, `${name}.properties`);
  await writeFile(propertiesFile, propertiesText(request.properties ?? at.clientProperties), { mode: 0o600 });
  const process_ = await lab.spawnJava(site, {
    name,
    mainClass: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    heapMb: 128,
    archive: 'client-tools',
    // A log line in the middle of a record's line would make two records of none.
    stdout: 'data',
    args: consumerArguments(request, request.bootstrap ?? at.bootstrap, isolation, propertiesFile),
  });
  const count = await countToEnd(process_, request);
  const partitions = count.counts();
  const records = partitions.reduce((sum, entry) => sum + entry.records, 0);
  return { site, topic, records, partitions, logFile: process_.stdoutFile };
}

function consumerArguments(
  request: SecondOpinionRequest,
  bootstrap: readonly string[],
  isolation: string,
  propertiesFile: string,
): readonly string[] {
  const options: readonly (readonly [string, string])[] = [
    ['--bootstrap-server', bootstrap.join(',')],
    ['--topic', request.topic],
    ['--timeout-ms', String(request.idleMs ?? IDLE_MS)],
    ['--isolation-level', `read_${isolation}`],
    ['--command-config', propertiesFile],
    ['--formatter-property', 'print.value=false'],
    ['--formatter-property', 'print.partition=true'],
    ['--formatter-property', 'print.offset=true'],
  ];
  return ['--from-beginning', ...options.flat()];
}

const LOOK_EVERY_MS = 200;
const STOP_MS = 3000;

/** Reads along with what the tool prints; throws when it ends badly or is not done in time. */
async function countToEnd(process_: LabProcess, request: SecondOpinionRequest): Promise<ConsoleCount> {
  const count = new ConsoleCount();
  const deadline = systemClock.monotonicMs() + request.withinMs;
  await using file = await open(process_.stdoutFile, 'r');
  const output = new GrowingLines(file);
  while (process_.running() && systemClock.monotonicMs() < deadline) {
    await Promise.race([process_.exited, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]);
    await output.read((line) => count.line(line));
    if (!count.reached(request.ends)) continue;
    await process_.stop(STOP_MS);
    // Whatever it printed after the last look counts too: a record behind the end would be a finding.
    await output.read((line) => count.line(line));
    return count;
  }
  const late = process_.running();
  const status = late ? await process_.stop(1000) : await process_.exited;
  await output.read((line) => count.line(line));
  // The tool ends with 0 when it was idle for long enough; any other end is a failure.
  if (!late && status.code === 0) return count;
  const reason = late
    ? `It was still reading after ${request.withinMs} ms.`
    : `It ended with ${JSON.stringify(status)}.`;
  throw workloadError('TIDE_WORKLOAD_SECOND_OPINION_FAILED', {
    topic: request.topic,
    site: request.site,
    reason,
    log: process_.stderrFile,
  });
}

/** Whole lines of a file that somebody still writes. */
class GrowingLines {
  readonly #file: FileHandle;
  readonly #buffer = Buffer.allocUnsafe(1 << 16);
  #position = 0;
  #rest = '';

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async read(onLine: (line: string) => void): Promise<void> {
    for (;;) {
      const { bytesRead } = await this.#file.read(this.#buffer, 0, this.#buffer.length, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      // The lines hold only numbers and words of the tool: one byte a character.
      const lines = (this.#rest + this.#buffer.toString('latin1', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    }
  }
}
