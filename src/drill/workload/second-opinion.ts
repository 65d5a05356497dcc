// A second opinion on what a site holds: Kafka's own Java console consumer reads a topic from the beginning and is counted.
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
  /** The consumer ends after so long without a record, milliseconds. Default 5000. */
  readonly idleMs?: number;
  readonly withinMs: number;
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
  await ended(process_, request);
  const count = new ConsoleCount();
  for await (const line of createInterface({ input: createReadStream(process_.stdoutFile) })) count.line(line);
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
    ['--timeout-ms', String(request.idleMs ?? 5000)],
    ['--isolation-level', `read_${isolation}`],
    ['--command-config', propertiesFile],
    ['--formatter-property', 'print.value=false'],
    ['--formatter-property', 'print.partition=true'],
    ['--formatter-property', 'print.offset=true'],
  ];
  return ['--from-beginning', ...options.flat()];
}

/** The tool ends with 0 after a time-out too; any other end is a failure. */
async function ended(process_: LabProcess, request: SecondOpinionRequest): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), request.withinMs);
  });
  const status = await Promise.race([process_.exited, late]);
  clearTimeout(timer);
  if (status === null) await process_.stop(1000);
  if (status?.code === 0) return;
  const reason =
    status === null ? `It was still reading after ${request.withinMs} ms.` : `It ended with ${JSON.stringify(status)}.`;
  throw workloadError('TIDE_WORKLOAD_SECOND_OPINION_FAILED', {
    topic: request.topic,
    site: request.site,
    reason,
    log: process_.stderrFile,
  });
}
