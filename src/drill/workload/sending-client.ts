// One life of the public Node producer: brought up, used, abandoned. Never reused after an error.
import type { Producer } from '@platformatic/kafka';
import { abandon, within } from './abandon.ts';
import { producerOptions } from './node-options.ts';

export interface OutgoingRecord {
  readonly partition: number;
  readonly value: Buffer;
}

export interface SendingClientOptions {
  readonly clientId: string;
  readonly bootstrap: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly bringUpMs: number;
}

/** A balancer or proxy accepts for a dead broker and closes at once: a new connection must have lasted so long before records are handed over. */
const SETTLE_MS = 100;

type PublicProducer = Producer<Buffer, Buffer, Buffer, Buffer>;

export class SendingClient {
  readonly #producer: PublicProducer;
  readonly #topic: string;
  readonly #bringUpMs: number;
  /** Leaders with an established connection. */
  readonly openLeaders = new Set<number>();
  readonly #opening = new Set<number>();
  readonly #connected = new Set<number>();
  #clusterId = '';
  #refreshing = false;
  #refreshedAt = 0;

  private constructor(producer: PublicProducer, options: SendingClientOptions) {
    this.#producer = producer;
    this.#topic = options.topic;
    this.#bringUpMs = options.bringUpMs;
    producer.on('client:broker:disconnect', (event) => this.#lost(event.broker));
    producer.on('client:broker:failed', (event) => this.#lost(event.broker));
    producer.on('error', () => {});
  }

  /** Creates a client and has it answer: metadata of the topic and a producer id. Rejects, with nothing left behind, when it takes too long. */
  static async bringUp(options: SendingClientOptions): Promise<SendingClient> {
    const { Producer } = await import('@platformatic/kafka');
    const producer: PublicProducer = new Producer(
      producerOptions(options.clientId, options.bootstrap, options.properties),
    );
    const client = new SendingClient(producer, options);
    const up = (async () => {
      client.#clusterId = (await producer.metadata({ topics: [options.topic], retries: 0 })).id;
      await producer.initIdempotentProducer({});
    })();
    try {
      await within(up, options.bringUpMs, 'bringing the producer up');
      return client;
    } catch (error) {
      up.catch(() => {});
      await client.abandon(50);
      throw error;
    }
  }

  get partitions(): readonly number[] {
    const count = this.#producer.currentMetadata?.topics.get(this.#topic)?.partitionsCount ?? 0;
    return Array.from({ length: count }, (_, partition) => partition);
  }

  leaderOf(partition: number): number {
    return this.#producer.currentMetadata?.topics.get(this.#topic)?.partitions[partition]?.leader ?? -1;
  }

  /** Base offset of each partition. Order within a partition is the order of the records. */
  async send(records: readonly OutgoingRecord[]): Promise<ReadonlyMap<number, number>> {
    const messages = records.map((record) => ({
      topic: this.#topic,
      partition: record.partition,
      value: record.value,
    }));
    const result = await this.#producer.send({ messages, acks: -1 });
    return new Map((result.offsets ?? []).map((entry) => [entry.partition, Number(entry.offset)]));
  }

  /** Whether the cluster that this client was brought up with still answers; another cluster behind the same name does not count. */
  async answers(withinMs: number): Promise<boolean> {
    const asked = this.#producer.metadata({ topics: [this.#topic], forceUpdate: true, retries: 0 });
    try {
      return (await within(asked, withinMs, 'metadata')).id === this.#clusterId;
    } catch {
      return false;
    }
  }

  /** Connects to a leader in the background; when that fails, asks for new metadata. Calls back when something changed. */
  open(leader: number, changed: () => void): void {
    if (this.#opening.has(leader)) return;
    this.#opening.add(leader);
    within(this.#producer.connectToBrokers([leader]), this.#bringUpMs, 'connecting to a leader')
      .then(async (connections) => {
        if (connections.has(leader)) this.#connected.add(leader);
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        if (this.#connected.has(leader)) this.openLeaders.add(leader);
        else this.refresh(changed);
      })
      .catch(() => this.refresh(changed))
      .finally(() => {
        this.#opening.delete(leader);
        changed();
      });
  }

  /** Reads the metadata again, at most five times a second. */
  refresh(changed: () => void): void {
    if (this.#refreshing || performance.now() - this.#refreshedAt < 200) return;
    this.#refreshing = true;
    this.#refreshedAt = performance.now();
    within(
      this.#producer.metadata({ topics: [this.#topic], forceUpdate: true, retries: 0 }),
      this.#bringUpMs,
      'metadata',
    )
      .catch(() => {})
      .finally(() => {
        this.#refreshing = false;
        changed();
      });
  }

  #lost(broker: { readonly host?: string | undefined; readonly port?: number | undefined }): void {
    for (const [id, { host, port }] of this.#producer.currentMetadata?.brokers ?? []) {
      if (host !== broker.host || port !== broker.port) continue;
      this.#connected.delete(id);
      this.openLeaders.delete(id);
    }
  }

  async abandon(withinMs: number): Promise<void> {
    const pools = [this.#producer.connections];
    await abandon(() => this.#producer.close(true), pools, withinMs);
  }
}
