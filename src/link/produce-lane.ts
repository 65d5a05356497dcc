// Produce lane: one request to a target broker carries the next batch of every partition that is ready; few requests in flight.
import { setTimeout } from 'node:timers';
import { isTideError } from '../base/core.ts';
import type { ProduceAnswer } from '../kafka/core.ts';
import type { LinkEngine } from './engine.ts';
import { nextOutgoing, prepareOutgoing } from './outgoing.ts';
import { maySend } from './partition.ts';
import type { Outgoing, RunningPartition } from './running-partition.ts';

/** Requests in flight to one broker, each on its own connection: while one waits for replicas, the other is taken in. */
const REQUESTS_PER_BROKER = 2;
/** Bytes of one request, about; the rest goes with the next. */
const REQUEST_BYTES = 1 << 20;
const TIMEOUT_MS = 10_000;
/** A first batch after a look at the log ends goes out this soon after it, or they are read again. */
const READING_MS_MAX = 5_000;
const THROTTLE_MS_MAX = 30_000;

interface Sending {
  readonly partition: RunningPartition;
  readonly outgoing: Outgoing;
}

interface Broker {
  readonly lanes: boolean[];
  turn: number;
  heldOff: boolean;
}

export class ProduceLanes {
  readonly #engine: LinkEngine;
  readonly #brokers = new Map<number, Broker>();
  readonly #open = new Set<Promise<void>>();
  #pumping = false;

  constructor(engine: LinkEngine) {
    this.#engine = engine;
    engine.pump = (broker) => this.pump(broker);
  }

  /** Sends what is ready to this broker, as long as a lane is free. */
  pump(id: number): void {
    // An event that a send brings about must not begin another round inside this one.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      let broker = this.#brokers.get(id);
      if (broker === undefined) {
        broker = { lanes: Array.from({ length: REQUESTS_PER_BROKER }, () => false), turn: 0, heldOff: false };
        this.#brokers.set(id, broker);
      }
      while (!broker.heldOff && !this.#engine.stopping) {
        const lane = broker.lanes.indexOf(false);
        if (lane < 0) return;
        const batches = this.#collect(id, broker);
        if (batches.length === 0) return;
        broker.lanes[lane] = true;
        const sent = this.#send(id, broker, lane, batches);
        this.#open.add(sent);
        void sent.finally(() => this.#open.delete(sent));
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** Resolves when nothing is in flight any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#open);
  }

  #collect(id: number, broker: Broker): Sending[] {
    const engine = this.#engine;
    const ready = engine.ledBy(id);
    const batches: Sending[] = [];
    let bytes = 0;
    for (let i = 0; i < ready.length && bytes < REQUEST_BYTES; i += 1) {
      const partition = ready[(broker.turn + i) % ready.length]!;
      if (!maySend(partition.view) || partition.heldBytes === 0) continue;
      if (partition.view.state === 'proving' && engine.clock.monotonicMs() - partition.surveyedAtMs > READING_MS_MAX) {
        engine.apply(partition, { type: 'reading-old' });
        continue;
      }
      const outgoing = nextOutgoing(engine, partition);
      if (outgoing === null) continue;
      engine.apply(partition, { type: 'sending', baseOffset: outgoing.base, nextOffset: outgoing.next });
      if (partition.view.inFlight === null) continue;
      batches.push({ partition, outgoing });
      bytes += outgoing.batch.length;
    }
    broker.turn += batches.length;
    return batches;
  }

  async #send(id: number, broker: Broker, lane: number, batches: readonly Sending[]): Promise<void> {
    const engine = this.#engine;
    const { counters } = engine;
    counters.requests += 1;
    const asked = engine.target.produce(
      id,
      {
        acks: engine.options.acks,
        timeoutMs: TIMEOUT_MS,
        transactionalId: null,
        partitions: batches.map(({ partition, outgoing }) => ({
          topic: partition.topic,
          partition: partition.partition,
          topicId: partition.target!.topicId,
          batch: [outgoing.batch],
        })),
      },
      `produce-${lane}`,
    );
    for (const { partition } of batches) prepareOutgoing(engine, partition);
    let answer: ProduceAnswer | null = null;
    let why = '';
    try {
      answer = await asked;
    } catch (error) {
      why = isTideError(error) ? `${error.message} ${error.why}` : String(error);
    }
    broker.lanes[lane] = false;
    if (answer !== null && answer.throttleMs > 0) this.#holdOff(id, broker, answer.throttleMs);
    // All answers first: the next request carries as many partitions as this one.
    engine.together(() => {
      for (const sending of batches) this.#answered(sending, answer, why);
    });
    this.pump(id);
  }

  #answered({ partition, outgoing }: Sending, answer: ProduceAnswer | null, why: string): void {
    const engine = this.#engine;
    engine.heldBytes -= outgoing.queued;
    // Without an answer the socket may still be reading from the room.
    if (answer === null) outgoing.room?.lose();
    outgoing.room?.leave();
    const found = answer?.partitions.find(
      (one) => one.partition === partition.partition && one.topic === partition.topic,
    );
    if (found === undefined) {
      const lost = answer === null ? why : 'The answer does not name the partition.';
      return engine.apply(partition, { type: 'target-lost', why: lost });
    }
    if (found.error === 0) {
      const { counters } = engine;
      counters.bytesCopied += outgoing.queued;
      counters.recordsCopied += outgoing.records;
      counters.batchesCopied += 1;
      engine.apply(partition, { type: 'produced', baseOffset: found.baseOffset });
      return engine.tellUnfit(partition);
    }
    if (outgoing.coalesced && (found.error === 10 || found.error === 18)) partition.coalesces = false;
    engine.apply(partition, { type: 'produce-refused', code: found.error, detail: found.message ?? '' });
  }

  #holdOff(id: number, broker: Broker, throttleMs: number): void {
    this.#engine.counters.throttledMs += throttleMs;
    broker.heldOff = true;
    setTimeout(
      () => {
        broker.heldOff = false;
        this.pump(id);
      },
      Math.min(throttleMs, THROTTLE_MS_MAX),
    );
  }
}
