// Engine: the partitions of a running link, the events that move them, and who carries out their effects.
import { AssertionBroken, type Clock, type Emit, type TopicPartition } from '../base/core.ts';
import type { RawCluster } from '../kafka/core.ts';
import { Bell } from './bell.ts';
import type { LinkOptions, PartitionStart } from './contract.ts';
import { faultOf } from './errors.ts';
import { step } from './partition.ts';
import { Rooms } from './rooms.ts';
import { RunningPartition } from './running-partition.ts';
import { topUpFillers } from './seeding.ts';
import { producerIdOf } from './sequence.ts';
import { Throttle } from './throttle.ts';
import type { Fault, PartitionEffect, PartitionEvent } from './view.ts';

export interface LinkWorld {
  readonly clock: Clock;
  readonly emit: Emit;
}

/** What the engine hands to others to do. */
export interface EffectHandlers {
  survey(partition: RunningPartition, round: number, afterMs: number): void;
  compareTail(partition: RunningPartition, effect: Extract<PartitionEffect, { readonly do: 'compare-tail' }>): void;
  cutFront(partition: RunningPartition, round: number, before: number): void;
  findSource(partition: RunningPartition, round: number, afterMs: number): void;
  wait(partition: RunningPartition, round: number, ms: number): void;
}

export interface LinkCounters {
  bytesCopied: number;
  recordsCopied: number;
  batchesCopied: number;
  requests: number;
  throttledMs: number;
}

export interface Gap extends TopicPartition {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/** Holes told in the status at most; older ones are in the events. */
const GAPS_MAX = 1000;
/** Rooms for answers: as many bytes as may be held anyway. */
const ANSWER_ROOM_BYTES = (4 << 20) + (64 << 10);
const BATCH_ROOMS_MAX = 32;
/** Records grow a little when they are put together: their deltas are larger. */
const BATCH_ROOM_GROWTH = 1.25;

export class LinkEngine {
  readonly options: LinkOptions;
  readonly source: RawCluster;
  readonly target: RawCluster;
  readonly clock: Clock;
  readonly producerId: bigint;
  readonly throttle: Throttle;
  readonly partitions = new Map<string, RunningPartition>();
  readonly answerRooms: Rooms;
  readonly batchRooms: Rooms;
  readonly counters: LinkCounters = { bytesCopied: 0, recordsCopied: 0, batchesCopied: 0, requests: 0, throttledMs: 0 };
  readonly gaps: Gap[] = [];
  /** Rings when a partition may be fetched, when one may be sent, and when anything changed at all. */
  readonly fetchBell = new Bell();
  readonly changeBell = new Bell();
  /** Bytes fetched and not yet acknowledged. */
  heldBytes = 0;
  stopping = false;
  paused = false;
  handlers: EffectHandlers | null = null;
  /** Called after every event that may let a batch go out. */
  pump: (broker: number) => void = () => {};
  readonly #emit: Emit;
  readonly #ready = new Set<number>();
  readonly #ledBy = new Map<number, readonly RunningPartition[]>();
  #corks = 0;

  constructor(options: LinkOptions, source: RawCluster, target: RawCluster, world: LinkWorld) {
    this.options = options;
    this.source = source;
    this.target = target;
    this.clock = world.clock;
    this.#emit = world.emit;
    this.producerId = producerIdOf(options.flow.name, options.generation);
    this.answerRooms = new Rooms(ANSWER_ROOM_BYTES, Math.max(2, Math.floor(options.inFlightBytes / ANSWER_ROOM_BYTES)));
    this.batchRooms = new Rooms(Math.ceil(options.coalesceBytes * BATCH_ROOM_GROWTH), BATCH_ROOMS_MAX);
    this.throttle = new Throttle(options.throttleBytesPerSecond, world.clock);
  }

  add(where: TopicPartition, start: PartitionStart | undefined): RunningPartition {
    const partition = new RunningPartition(where, {
      shift: start?.shift ?? 0,
      from: start?.from ?? 0,
      promisedLogEnd: start?.targetLogEnd ?? null,
      fillers: this.options.fillers,
    });
    this.partitions.set(partition.key, partition);
    this.tell('link.partition-added', `${partition.key} is replicated`, partition, {});
    for (const effect of partition.first.effects) this.#perform(partition, effect);
    if (this.paused) this.apply(partition, { type: 'pause' });
    return partition;
  }

  /** The only way in which a partition changes. A broken assertion stops that partition and no other. */
  apply(partition: RunningPartition, event: PartitionEvent): void {
    const before = partition.view;
    try {
      const { view, effects } = step(before, event);
      partition.view = view;
      for (const effect of effects) this.#perform(partition, effect);
    } catch (error) {
      if (!(error instanceof AssertionBroken)) throw error;
      this.breakOff(partition, error);
    }
    const { view } = partition;
    if (view.fault?.code === 'TIDE_LINK_BROKEN') return;
    if (view.state !== before.state) this.#tellState(partition, before.state, view.fault);
    if (view === before) return;
    if (view.state === 'seeding') topUpFillers(this, partition);
    if (partition.target !== null && partition.target.leader >= 0) this.#ready.add(partition.target.leader);
    if (this.#corks === 0) this.#uncorked();
  }

  /** Stops one partition for good because of a mistake of ours; the others go on. */
  breakOff(partition: RunningPartition, error: unknown): void {
    const before = partition.view;
    const fault = faultOf('TIDE_LINK_BROKEN', { detail: error instanceof Error ? error.message : String(error) });
    this.#perform(partition, { do: 'forget-queue' });
    partition.view = { ...before, state: 'quarantined', round: before.round + 1, fault };
    this.tell('link.alarm', `${partition.key}: ${fault.say}`, partition, { ...fault });
    this.#tellState(partition, before.state, fault);
  }

  /** Applies several events; whoever waits for a change hears of them at the end. */
  together(events: () => void): void {
    this.#corks += 1;
    try {
      events();
    } finally {
      this.#corks -= 1;
    }
    if (this.#corks === 0) this.#uncorked();
  }

  /** Tells the partition of data that cannot be written, once everything before it is at the target. */
  tellUnfit(partition: RunningPartition): void {
    const { unfit, view } = partition;
    if (unfit === null || partition.heldBytes > 0 || view.inFlight !== null) return;
    partition.unfit = null;
    this.apply(partition, unfit);
  }

  /** Partitions that this target broker leads. */
  ledBy(broker: number): readonly RunningPartition[] {
    let led = this.#ledBy.get(broker);
    if (led === undefined) {
      led = [...this.partitions.values()].filter((one) => one.target?.leader === broker);
      this.#ledBy.set(broker, led);
    }
    return led;
  }

  /** Leaders were found anew. */
  placed(): void {
    this.#ledBy.clear();
  }

  #uncorked(): void {
    const ready = [...this.#ready];
    this.#ready.clear();
    for (const broker of ready) this.pump(broker);
    this.fetchBell.ring();
    this.changeBell.ring();
  }

  addGap(partition: TopicPartition, from: number, to: number, why: string): void {
    const { topic, partition: number } = partition;
    if (this.gaps.length === GAPS_MAX) this.gaps.shift();
    this.gaps.push({ topic, partition: number, from, to, why });
    this.tell('link.gap', `${topic}-${number}: offsets ${from} to ${to} were filled: ${why}`, partition, { from, to });
  }

  tell(type: string, say: string, partition: TopicPartition | null, data: Readonly<Record<string, unknown>>): void {
    const where = partition === null ? {} : { topic: partition.topic, partition: partition.partition };
    this.#emit({
      type,
      say,
      monotonicMs: this.clock.monotonicMs(),
      wallMs: this.clock.wallMs(),
      data: { flow: this.options.flow.name, ...where, ...data },
    });
  }

  #perform(partition: RunningPartition, effect: PartitionEffect): void {
    const { handlers } = this;
    switch (effect.do) {
      case 'forget-queue':
        this.heldBytes -= partition.heldBytes;
        partition.queue.clear();
        partition.prepared?.room?.leave();
        partition.prepared = null;
        partition.unfit = null;
        return;
      case 'quarantine': {
        const { from, to, fault } = effect;
        this.tell('link.quarantined', `${partition.key} is quarantined: ${fault.say}`, partition, {
          from,
          to,
          ...fault,
        });
        return;
      }
      case 'record-gap':
        return this.addGap(partition, effect.from, effect.to, effect.why);
      case 'alarm':
        return this.tell('link.alarm', `${partition.key}: ${effect.fault.say}`, partition, { ...effect.fault });
      case 'survey':
        return handlers?.survey(partition, effect.round, effect.afterMs);
      case 'compare-tail':
        return handlers?.compareTail(partition, effect);
      case 'cut-front':
        return handlers?.cutFront(partition, effect.round, effect.before);
      case 'find-source':
        return handlers?.findSource(partition, effect.round, effect.afterMs);
      case 'wait':
        return handlers?.wait(partition, effect.round, effect.ms);
    }
  }

  #tellState(partition: RunningPartition, from: string, fault: Fault | null): void {
    const { state, fetched, acknowledged } = partition.view;
    const data = { from, to: state, fetched, acknowledged, fault };
    this.tell('link.partition-state', `${partition.key} is ${state}`, partition, data);
  }
}
