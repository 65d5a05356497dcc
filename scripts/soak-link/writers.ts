// Writers at the source: plain batches of all codecs and sizes, and small transactions that end either way; they go on through every fault.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, isTideError } from '../../src/base/core.ts';
import type { RawCluster } from '../../src/kafka/core.ts';
import { type DecodedRecord, NO_PRODUCER, encodeBatch } from '../../src/wire/core.ts';

export interface Written {
  records: number;
  committed: number;
  aborted: number;
  /** Attempts that were refused or not answered; what they wrote all the same is part of the source's log. */
  failed: number;
}

const RECORDS_MAX = 40;
const BETWEEN_MS = 60;
const AGAIN_MS = 200;
const CODECS = ['none', 'none', 'gzip', 'zstd'] as const;

export class Writer {
  readonly written: Written = { records: 0, committed: 0, aborted: 0, failed: 0 };
  readonly #cluster: RawCluster;
  readonly #random: Random;
  #nextProducer = 1_000_000_000n;
  #ended = false;

  constructor(cluster: RawCluster, random: Random) {
    this.#cluster = cluster;
    this.#random = random;
  }

  end(): void {
    this.#ended = true;
  }

  /** Writes until told to end; partitions that are added meanwhile get their share. */
  async run(topic: string, kind: 'plain' | 'transactions'): Promise<void> {
    while (!this.#ended) {
      const where = await this.#somewhere(topic);
      if (where !== null && kind === 'plain') await this.#plain(where);
      else if (where !== null) await this.#transaction(where);
      await sleep(where === null ? AGAIN_MS : this.#random.int(BETWEEN_MS));
    }
  }

  async #plain(where: Where): Promise<void> {
    const records = this.#records();
    if (await this.#produce(where, records, NO_PRODUCER, false)) this.written.records += records.length;
  }

  /** A producer id of its own for each, so that a batch without an answer leaves nothing to repair but an open transaction. */
  async #transaction(where: Where): Promise<void> {
    const producerId = this.#nextProducer++;
    const stamp = { producerId, producerEpoch: 0, baseSequence: 0 };
    const records = this.#records();
    const written = await this.#produce(where, records, stamp, true);
    await sleep(this.#random.int(BETWEEN_MS));
    const commit = written && this.#random.int(3) > 0;
    // Without its end the transaction would hold every reader up: it is repeated until it is there.
    while (!(await this.#mark(where, producerId, commit))) await sleep(AGAIN_MS);
    this.written.records += commit ? records.length : 0;
    this.written[commit ? 'committed' : 'aborted'] += 1;
  }

  async #mark({ topic, partition }: Where, producerId: bigint, commit: boolean): Promise<boolean> {
    const found = await this.#somewhere(topic, partition);
    if (found === null) return false;
    try {
      const marker = { topic, partition, producerId, producerEpoch: 0, commit };
      const answers = await this.#cluster.writeTxnMarkers(found.leader, [marker]);
      return answers[0]?.error === 0;
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #produce(
    { topic, topicId, partition, leader }: Where,
    records: readonly DecodedRecord[],
    stamp: typeof NO_PRODUCER,
    transactional: boolean,
  ): Promise<boolean> {
    const batch = [encodeBatch({ records, codec: this.#random.pick(CODECS), stamp, transactional })];
    const transactionalId = transactional ? `soak-${stamp.producerId}` : null;
    const partitions = [{ topic, topicId, partition, batch }];
    try {
      const asked = { acks: -1, timeoutMs: 5000, transactionalId, partitions } as const;
      const answer = await this.#cluster.produce(leader, asked, `write-${topic}`);
      if (answer.partitions[0]?.error === 0) return true;
      this.written.failed += 1;
      return false;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): false {
    if (!isTideError(error)) throw error;
    this.written.failed += 1;
    return false;
  }

  async #somewhere(topic: string, wanted?: number): Promise<Where | null> {
    try {
      const found = (await this.#cluster.metadata([topic])).topics[0];
      if (found === undefined || found.partitions.length === 0) return null;
      const at = wanted ?? this.#random.int(found.partitions.length);
      const leader = found.partitions.find((one) => one.partition === at)?.leader ?? -1;
      return leader < 0 ? null : { topic, topicId: found.id, partition: at, leader };
    } catch (error) {
      if (!isTideError(error)) throw error;
      return null;
    }
  }

  #records(): DecodedRecord[] {
    const random = this.#random;
    const timestamp = Date.now();
    return Array.from({ length: 1 + random.int(RECORDS_MAX) }, (_, offset) => ({
      offset,
      timestamp: timestamp + random.int(3),
      key: random.int(8) === 0 ? null : Buffer.from(`key-${random.int(1000)}`),
      value: random.int(40) === 0 ? null : Buffer.from(`${random.int(1_000_000_000)}-${'v'.repeat(random.int(250))}`),
      headers: random.int(4) === 0 ? [{ key: Buffer.from('trace'), value: Buffer.from(`${random.int(1000)}`) }] : [],
    }));
  }
}

interface Where {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly leader: number;
}
