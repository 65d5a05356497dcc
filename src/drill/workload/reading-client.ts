// One life of the public Node consumer in its group: joined, read, abandoned. Never reused after an error.
import type { Consumer, Message, MessagesStream } from '@platformatic/kafka';
import { abandon, within, type Pool } from './abandon.ts';
import { consumerOptions, numberOf } from './node-options.ts';

type PublicConsumer = Consumer<Buffer, Buffer, Buffer, Buffer>;
type PublicStream = MessagesStream<Buffer, Buffer, Buffer, Buffer>;
export type PublicMessage = Message<Buffer, Buffer, Buffer, Buffer>;
export type Position = readonly [topic: string, partition: number, offset: number | null];

export interface ReadingClientOptions {
  readonly clientId: string;
  readonly group: string;
  readonly bootstrap: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly bringUpMs: number;
}

/** What happens to a client, told to its owner. After `broken` nothing more comes. */
export interface ReadingClientEvents {
  readonly message: (message: PublicMessage) => void;
  readonly assigned: (positions: readonly Position[]) => void;
  readonly rebalancing: () => void;
  /** A fetch or heartbeat was answered. */
  readonly alive: () => void;
  readonly broken: (error: unknown) => void;
}

export class ReadingClient {
  readonly #consumer: PublicConsumer;
  readonly #options: ReadingClientOptions;
  readonly #events: ReadingClientEvents;
  #stream: PublicStream | undefined;
  #over = false;

  private constructor(consumer: PublicConsumer, options: ReadingClientOptions, events: ReadingClientEvents) {
    this.#consumer = consumer;
    this.#options = options;
    this.#events = events;
  }

  /** Finds the cluster and the coordinator, joins the group, starts to read at the committed positions (earliest where there is none). */
  static async bringUp(options: ReadingClientOptions, events: ReadingClientEvents): Promise<ReadingClient> {
    const { Consumer } = await import('@platformatic/kafka');
    const { group, clientId, bootstrap, properties, topic, bringUpMs } = options;
    const consumer: PublicConsumer = new Consumer(consumerOptions(group, clientId, bootstrap, properties));
    const client = new ReadingClient(consumer, options, events);
    client.#listen();
    // A join may wait until a member that vanished has timed out; everything before it may not.
    const joinMs = numberOf(properties, 'session.timeout.ms', 60_000) + 5000;
    try {
      await within(consumer.metadata({ topics: [topic] }), bringUpMs, 'reading the metadata');
      await within(consumer.findGroupCoordinator(), bringUpMs, 'finding the group coordinator');
      client.#attach(
        await within(
          consumer.consume({
            topics: [topic],
            mode: 'committed',
            fallbackMode: 'earliest',
            autocommit: false,
            isolationLevel: 0,
          }),
          joinMs,
          'joining the group',
        ),
      );
      return client;
    } catch (error) {
      await client.abandon(bringUpMs);
      throw error;
    }
  }

  get assignedPartitions(): readonly number[] {
    return this.#consumer.assignments?.find((entry) => entry.topic === this.#options.topic)?.partitions ?? [];
  }

  async commit(offsets: readonly { partition: number; offset: number; leaderEpoch: number }[]): Promise<void> {
    const { topic } = this.#options;
    await this.#consumer.commit({
      offsets: offsets.map(({ partition, offset, leaderEpoch }) => ({
        topic,
        partition,
        offset: BigInt(offset),
        leaderEpoch,
      })),
    });
  }

  /** After this nothing of the client acts any more; it leaves its group when the coordinator still listens. */
  async abandon(withinMs: number): Promise<void> {
    this.#over = true;
    const pools = [this.#consumer.connections as Pool];
    if (this.#stream !== undefined) pools.push(this.#stream.connections);
    await abandon(() => this.#consumer.close(true), pools, withinMs);
    this.#stream?.destroy();
  }

  #listen(): void {
    const alive = (): void => {
      if (!this.#over) this.#events.alive();
    };
    this.#consumer.on('consumer:heartbeat:end', alive);
    this.#consumer.on('consumer:heartbeat:error', (payload: { error: Error }) => this.#break(payload.error));
    this.#consumer.on('consumer:heartbeat:stalled', () => this.#break(new Error('heartbeats are not answered')));
    this.#consumer.on('consumer:group:rebalance', () => {
      if (!this.#over) this.#events.rebalancing();
    });
    this.#consumer.on('error', (error: Error) => this.#break(error));
  }

  #attach(stream: PublicStream): void {
    this.#stream = stream;
    stream.on('offsets', () => {
      if (!this.#over) this.#events.assigned(this.#positions(stream));
    });
    stream.on('fetch', () => {
      if (!this.#over) this.#events.alive();
    });
    stream.on('data', (message: PublicMessage) => {
      if (!this.#over) this.#events.message(message);
    });
    stream.on('error', (error: Error) => this.#break(error));
    stream.on('close', () => this.#break(new Error('the stream ended')));
  }

  #positions(stream: PublicStream): Position[] {
    const { topic } = this.#options;
    return this.assignedPartitions.map((partition) => {
      const offset = stream.offsetsToFetch.get(`${topic}:${partition}`);
      return [topic, partition, offset === undefined ? null : Number(offset)];
    });
  }

  #break(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.broken(error);
  }
}
