// The prober, a process of its own: writes at a steady rate at the source, reads at the target, moves a group, and notes how late things are.
// Argument: path of a ProbeSpec as JSON; prints one ProbeResult as JSON.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectOptions, RawCluster, RawTopic } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../../src/kafka/index.ts';
import { NO_PRODUCER, decodeRecords, encodeBatch, walkBatches } from '../../src/wire/core.ts';
import { GroupProbe } from './group-probe.ts';

export interface ProbeSpec {
  readonly namesFile: string;
  readonly source: ConnectOptions;
  readonly target: ConnectOptions;
  readonly topic: string;
  readonly group: string;
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  /** Not counted. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface ProbeResult {
  readonly records: number;
  readonly missing: number;
  readonly duplicates: number;
  /** Milliseconds from the acknowledgement at the source to being read at the target, over all counted records. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of the acknowledgement itself: shows whether the machine or the source was the slow part. */
  readonly ackP50: number;
  readonly ackP99: number;
  readonly group: ReturnType<GroupProbe['result']>;
}

const TICK_MS = 5;
const PRODUCE_LANES = 8;
const LATE_MS_MAX = 30_000;

class Probe {
  readonly sentAt: Float64Array;
  readonly ackedAt: Float64Array;
  readonly readAt: Float64Array;
  /** Highest acknowledged end of each partition. */
  readonly ends: number[];
  duplicates = 0;
  read = 0;
  sent = 0;
  ended = false;
  readonly #spec: ProbeSpec;
  readonly #topic: RawTopic;

  constructor(spec: ProbeSpec, topic: RawTopic) {
    const all = spec.recordsPerSecond * (spec.seconds + spec.warmUpSeconds);
    [this.sentAt, this.ackedAt, this.readAt] = [new Float64Array(all), new Float64Array(all), new Float64Array(all)];
    this.ends = topic.partitions.map(() => 0);
    this.#spec = spec;
    this.#topic = topic;
  }

  /** Sends what is due every few milliseconds, dealt over the partitions, one batch each, whatever is still unanswered. */
  async write(cluster: RawCluster): Promise<void> {
    const flying = new Set<Promise<void>>();
    const began = performance.now();
    for (let turn = 0; this.sent < this.sentAt.length; turn += 1) {
      const due = Math.floor(((performance.now() - began) * this.#spec.recordsPerSecond) / 1000);
      const count = Math.min(due, this.sentAt.length) - this.sent;
      if (count > 0) {
        const sending = this.#send(cluster, this.sent, count, `probe-${turn % PRODUCE_LANES}`);
        this.sent += count;
        flying.add(sending);
        void sending.finally(() => flying.delete(sending));
      }
      await sleep(TICK_MS);
    }
    await Promise.all(flying);
  }

  async #send(cluster: RawCluster, first: number, count: number, lane: string): Promise<void> {
    const partitions = this.#topic.partitions.length;
    const ids = Map.groupBy(
      Array.from({ length: count }, (_, i) => first + i),
      (id) => id % partitions,
    );
    const now = performance.now();
    for (let id = first; id < first + count; id += 1) this.sentAt[id] = now;
    const answer = await cluster.produce(
      this.#topic.partitions[0]!.leader,
      {
        acks: -1,
        timeoutMs: 30_000,
        transactionalId: null,
        partitions: [...ids].map(([partition, of]) => ({
          topic: this.#topic.name,
          topicId: this.#topic.id,
          partition,
          batch: [this.#batch(of)],
        })),
      },
      lane,
    );
    const ackedAt = performance.now();
    for (const { partition, baseOffset, error } of answer.partitions) {
      const of = ids.get(partition)!;
      if (error !== 0) throw new Error(`the source answers error ${error}`);
      this.ends[partition] = Math.max(this.ends[partition]!, baseOffset + of.length);
      for (const id of of) this.ackedAt[id] = ackedAt;
    }
  }

  #batch(ids: readonly number[]): Buffer {
    const timestamp = Date.now();
    const records = ids.map((id, offset) => {
      const value = Buffer.alloc(this.#spec.recordBytes, 'tide');
      value.writeDoubleBE(id, 0);
      return { offset, timestamp, key: null, value, headers: [] };
    });
    return encodeBatch({ records, codec: 'none', stamp: NO_PRODUCER });
  }

  /** Reads from offset 0 by long polls until told to end; every record carries its number. */
  async readAll(cluster: RawCluster, leader: number, topic: RawTopic, partitions: readonly number[]): Promise<void> {
    const next = new Map(partitions.map((partition) => [partition, 0]));
    while (!this.ended) {
      const answer = await cluster.fetch(leader, {
        maxWaitMs: 500,
        minBytes: 1,
        maxBytes: 16 << 20,
        isolation: 'uncommitted',
        partitions: [...next].map(([partition, offset]) => ({
          topic: topic.name,
          topicId: topic.id,
          partition,
          offset,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          maxBytes: 1 << 20,
        })),
      });
      const now = performance.now();
      for (const { partition, records } of answer.partitions) {
        if (records === null) continue;
        for (const header of walkBatches(records))
          for (const record of decodeRecords(records, header)) {
            if (record.offset < next.get(partition)!) continue;
            next.set(partition, record.offset + 1);
            this.#note(record.value, now);
          }
      }
    }
  }

  #note(value: Buffer | null, now: number): void {
    if (value?.length !== this.#spec.recordBytes) return;
    const id = value.readDoubleBE(0);
    if (this.readAt[id] !== 0) this.duplicates += 1;
    else {
      this.readAt[id] = now;
      this.read += 1;
    }
  }
}

async function main(spec: ProbeSpec): Promise<ProbeResult> {
  const names = JSON.parse(readFileSync(spec.namesFile, 'utf8')) as Record<string, readonly string[]>;
  overlayNames((name) => names[name]);
  const [source, target] = [await connectRaw(spec.source), await connectRaw(spec.target)];
  const [from, to] = [await connectCluster(spec.source), await connectCluster(spec.target)];
  const topic = (await source.metadata([spec.topic])).topics[0]!;
  const copy = (await target.metadata([spec.topic])).topics[0]!;
  const probe = new Probe(spec, topic);
  const groups = new GroupProbe(from, to, spec, () => probe.ends);
  const reading = [...Map.groupBy(copy.partitions, (one) => one.leader)].map(([leader, of]) =>
    probe.readAll(
      target,
      leader,
      copy,
      of.map((one) => one.partition),
    ),
  );
  const moving = groups.run();
  await probe.write(source);
  const until = performance.now() + LATE_MS_MAX;
  while (probe.read < probe.sent && performance.now() < until) await sleep(20);
  probe.ended = true;
  groups.end();
  await Promise.all([...reading, moving]);
  const result = { ...latencies(probe, spec), group: groups.result() };
  for (const cluster of [source, target]) cluster.close();
  await Promise.all([from.close(), to.close()]);
  return result;
}

function latencies(probe: Probe, spec: ProbeSpec): Omit<ProbeResult, 'group'> {
  const first = spec.warmUpSeconds * spec.recordsPerSecond;
  const [late, acked]: [number[], number[]] = [[], []];
  for (let id = first; id < probe.sent; id += 1) {
    acked.push(probe.ackedAt[id]! - probe.sentAt[id]!);
    if (probe.readAt[id] !== 0) late.push(Math.max(0, probe.readAt[id]! - probe.ackedAt[id]!));
  }
  for (const list of [late, acked]) list.sort((a, b) => a - b);
  const at = (list: readonly number[], share: number): number =>
    list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? Number.NaN;
  return {
    records: probe.sent - first,
    missing: probe.sent - probe.read,
    duplicates: probe.duplicates,
    p50: at(late, 0.5),
    p99: at(late, 0.99),
    max: late.at(-1) ?? Number.NaN,
    ackP50: at(acked, 0.5),
    ackP99: at(acked, 0.99),
  };
}

if (process.argv[1] === import.meta.filename) {
  const result = await main(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ProbeSpec);
  console.log(JSON.stringify(result));
}
