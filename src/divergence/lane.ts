// Lane: the records of one tail on their way to one target partition, in order, noted in the journal before and after each batch.
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import type { Journal } from '../runbook/index.ts';
import type { DecodedRecord } from '../wire/core.ts';
import { originHeaders } from './origin.ts';
import { type NotedBatch, rangesOf, recoveryStep } from './progress.ts';
import { type Patience, logEndsOf } from './route.ts';
import { type DivergenceWorld, say } from './world.ts';
import { TOO_LARGE, writeBatch } from './write-batch.ts';

export interface LaneOptions {
  readonly world: DivergenceWorld;
  readonly journal: Journal;
  readonly retired: string;
  readonly source: TopicPartition;
  readonly target: TopicPartition;
  readonly producerId: bigint;
  readonly nextSequence: number;
  readonly originHeaders: boolean;
  readonly batchRecordsMax: number;
  readonly batchBytesMax: number;
  readonly produceTimeoutMs: number;
  readonly patience?: Patience;
}

const SEQUENCES = 2 ** 31;

export class Lane {
  readonly #surviving: RawCluster;
  readonly #options: LaneOptions;
  #sequence: number;
  #waiting: DecodedRecord[] = [];
  #waitingBytes = 0;

  constructor(surviving: RawCluster, options: LaneOptions) {
    this.#surviving = surviving;
    this.#options = options;
    this.#sequence = options.nextSequence;
  }

  /** Takes the next record of the tail; resolves when there is room for another. */
  async add(record: DecodedRecord): Promise<void> {
    const bytes = sizeOf(record);
    const { batchBytesMax, batchRecordsMax } = this.#options;
    if (this.#waiting.length > 0 && this.#waitingBytes + bytes > batchBytesMax) await this.flush();
    this.#waiting.push(record);
    this.#waitingBytes += bytes;
    if (this.#waiting.length >= batchRecordsMax) await this.flush();
  }

  async flush(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (records.length > 0) await this.#write(records);
  }

  async #write(records: readonly DecodedRecord[]): Promise<void> {
    const { journal, source, target, producerId } = this.#options;
    const { end: logEnd } = (await logEndsOf(this.#surviving, [target])).get(keyOf(target))!;
    const noted: NotedBatch = {
      topic: target.topic,
      partition: target.partition,
      sequence: this.#sequence,
      offsets: rangesOf(records.map((record) => record.offset)),
      logEnd,
    };
    const step = recoveryStep(source);
    await journal.append({ step, what: 'begin', data: { ...noted } });
    const baseOffset = await writeBatch(this.#surviving, {
      target,
      records: records.map((record) => this.#dressed(record)),
      producerId,
      sequence: this.#sequence,
      logEnd,
      produceTimeoutMs: this.#options.produceTimeoutMs,
      ...(this.#options.patience === undefined ? {} : { patience: this.#options.patience }),
    });
    if (baseOffset === TOO_LARGE) {
      const half = Math.ceil(records.length / 2);
      await this.#write(records.slice(0, half));
      await this.#write(records.slice(half));
      return;
    }
    this.#sequence = (this.#sequence + records.length) % SEQUENCES;
    await journal.append({ step, what: 'end', outcome: 'done', data: { ...noted, baseOffset } });
    this.#tell(records, baseOffset);
  }

  #dressed(record: DecodedRecord): DecodedRecord {
    if (!this.#options.originHeaders) return record;
    const { topic, partition } = this.#options.source;
    const origin = originHeaders({ site: this.#options.retired, topic, partition, offset: record.offset });
    return { ...record, headers: [...record.headers, ...origin] };
  }

  #tell(records: readonly DecodedRecord[], baseOffset: number): void {
    const { world, source, target } = this.#options;
    const last = baseOffset + records.length - 1;
    say(
      world,
      'divergence.recovered',
      `${records.length} records of ${keyOf(source)} (offsets ${records[0]!.offset} to ${records.at(-1)!.offset} of ${this.#options.retired}) stand at offsets ${baseOffset} to ${last} of ${keyOf(target)} at ${this.#surviving.name}.`,
      { topic: source.topic, partition: source.partition, target: keyOf(target), baseOffset, records: records.length },
    );
  }
}

/** Upper bound of what a record takes in a batch. */
function sizeOf(record: DecodedRecord): number {
  let bytes = 64 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const header of record.headers) bytes += 10 + header.key.length + (header.value?.length ?? 0);
  return bytes;
}
