// RunningPartition: the shell around one partition's pure view: its queue, the batch made ready, where it is led, how it is fetched.
import { type TopicPartition, keyOf } from '../base/core.ts';
import { begin } from './partition.ts';
import { PieceQueue } from './piece-queue.ts';
import type { Room } from './rooms.ts';
import type { PartitionEvent, PartitionPolicy, PartitionView, Placed, Step } from './view.ts';

/** One batch as it goes out: source offsets, bytes, and where its room is given back. */
export interface Outgoing {
  readonly base: number;
  readonly next: number;
  readonly batch: Buffer;
  readonly records: number;
  /** Bytes that leave the queue with it. */
  readonly queued: number;
  /** The room that the batch lies in, left when it is answered; null: memory of its own. */
  readonly room: Room | null;
  /** Made of several batches. */
  readonly coalesced: boolean;
}

export class RunningPartition implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly queue = new PieceQueue();
  view: PartitionView;
  source: Placed | null = null;
  target: Placed | null = null;
  /** The next batch, made while the one before is in flight. */
  prepared: Outgoing | null = null;
  fetching = false;
  /** Behind the source: fetched in the lane that does not wait for new records. */
  backlog = true;
  /** False once the target refused a batch put together as too large. */
  coalesces = true;
  /** Behind what is queued lies something that cannot be written: nothing is fetched, and it is told when the queue has gone out. */
  unfit: Extract<PartitionEvent, { readonly type: 'unfit' }> | null = null;
  surveyedAtMs = 0;
  readonly first: Step;

  constructor(where: TopicPartition, policy: PartitionPolicy) {
    this.topic = where.topic;
    this.partition = where.partition;
    this.key = keyOf(where);
    this.first = begin(policy);
    this.view = this.first.view;
  }

  /** Bytes fetched and not sent. */
  get heldBytes(): number {
    return this.queue.bytes + (this.prepared?.queued ?? 0);
  }
}
