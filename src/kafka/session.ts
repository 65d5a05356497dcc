// Session: what all operations on one cluster share: connections, the last metadata, routing to brokers, and the retry rule.
import type { BrokerDescription, ConnectOptions } from './core.ts';
import { type Deadline, deadlineIn, pause } from './deadline.ts';
import { Failure, failureOf, failureOfCode, tideErrorOf } from './failure.ts';
import type { KafkaLibrary } from './library.ts';
import { type Address, addressOf, type Api } from './line.ts';
import { Lines } from './lines.ts';
import type { Security } from './security/security.ts';

const BACKOFF_FIRST_MS = 50;
const BACKOFF_MAX_MS = 500;

export class Session {
  readonly name: string;
  readonly library: KafkaLibrary;
  readonly options: ConnectOptions;
  readonly #lines: Lines;
  readonly #bootstrap: readonly Address[];
  #brokers: readonly BrokerDescription[] = [];
  #turn = 0;

  constructor(library: KafkaLibrary, options: ConnectOptions, bootstrap: readonly Address[], security: Security) {
    this.name = options.name;
    this.library = library;
    this.options = options;
    this.#bootstrap = bootstrap;
    this.#lines = new Lines(library, {
      clientId: options.properties['client.id'] ?? 'tideover',
      security,
      connectTimeoutMs: options.connectTimeoutMs,
      requestTimeoutMs: options.requestTimeoutMs,
    });
  }

  /** The bound of every operation: requestTimeoutMs x (retries + 1). */
  get boundMs(): number {
    return this.options.requestTimeoutMs * (this.options.retries + 1);
  }

  learnBrokers(brokers: readonly BrokerDescription[]): void {
    if (brokers.length > 0) this.#brokers = brokers;
  }

  brokersKnown(): readonly BrokerDescription[] {
    return this.#brokers;
  }

  /**
   * Runs one operation: repeats it while its failure may heal and the deadline allows; a failure of the network at most
   * `retries` times. Every error that leaves it is a TideError with the cluster's name.
   */
  async run<T>(operation: string, work: (deadline: Deadline) => Promise<T>, boundMs = this.boundMs): Promise<T> {
    const deadline = deadlineIn(boundMs);
    let networkFailures = 0;
    let backoff = BACKOFF_FIRST_MS;
    for (;;) {
      try {
        return await work(deadline);
      } catch (error) {
        const failure = this.#sort(error, operation, boundMs);
        if (failure.kind === 'network' || failure.kind === 'timeout') networkFailures += 1;
        const heals = failure.kind === 'transient' || networkFailures > 0;
        if (!heals || networkFailures > this.options.retries || deadline.left() <= backoff) {
          throw this.#edge(failure, operation, boundMs);
        }
        await pause(backoff, deadline);
        backoff = Math.min(BACKOFF_MAX_MS, backoff * 2);
      }
    }
  }

  /** One request to any broker that answers: known brokers in turn (a fixed one may stay stale), then the bootstrap list. */
  async any<P extends unknown[], A>(api: Api<P, A>, parameters: P, deadline: Deadline): Promise<A> {
    const failures: Failure[] = [];
    for (const address of this.#candidates()) {
      if (deadline.left() <= 0) break;
      try {
        const line = await this.#lines.to(address, deadline);
        return await line.call(api, parameters, this.#requestBound(deadline));
      } catch (error) {
        const failure = failureOf(error, addressOf(address));
        if (failure.kind !== 'network' && failure.kind !== 'timeout') throw failure;
        failures.push(failure);
      }
    }
    const sentence = failures.map((one) => one.message).join('; ') || 'the time was used up before a broker was asked';
    throw new Failure(failures.every((one) => one.kind === 'timeout') ? 'timeout' : 'network', sentence);
  }

  /**
   * One request to one broker. That one broker is down or unknown is 'transient': its partitions and groups move to others,
   * which the next look at the metadata shows. Throws Failure.
   */
  async broker<P extends unknown[], A>(id: number, api: Api<P, A>, parameters: P, deadline: Deadline): Promise<A> {
    const broker = this.#brokers.find((one) => one.id === id);
    if (broker === undefined) throw new Failure('transient', `broker ${id} is not in the cluster's metadata`);
    try {
      const line = await this.#lines.to(broker, deadline);
      return await line.call(api, parameters, this.#requestBound(deadline));
    } catch (error) {
      const failure = failureOf(error, addressOf(broker));
      if (failure.kind !== 'network') throw failure;
      throw new Failure('transient', `broker ${id} at ${failure.message}`, 0, failure);
    }
  }

  /** The broker that coordinates a group (0) or a transactional id (1). Throws Failure. */
  async coordinator(type: 0 | 1, key: string, deadline: Deadline): Promise<number> {
    const answer = await this.any(this.library.findCoordinatorV4.api, [type, [key]], deadline);
    const found = answer.coordinators[0];
    if (found === undefined) throw new Failure('transient', `no coordinator for ${key} in the answer`);
    if (found.errorCode !== 0)
      throw failureOfCode(this.library, found.errorCode, `coordinator of ${key}`, found.errorMessage);
    if (!this.#brokers.some((one) => one.id === found.nodeId)) {
      this.learnBrokers([...this.#brokers, { id: found.nodeId, host: found.host, port: found.port, rack: null }]);
    }
    return found.nodeId;
  }

  /** Throws when a code in an answer is not 0. */
  check(code: number, where: string, message?: string | null): void {
    if (code !== 0) throw failureOfCode(this.library, code, where, message);
  }

  close(): void {
    this.#lines.closeAll();
  }

  addresses(): string {
    return this.options.bootstrap.join(',');
  }

  #requestBound(deadline: Deadline): number {
    return Math.min(this.options.requestTimeoutMs, deadline.left());
  }

  #candidates(): readonly Address[] {
    this.#turn += 1;
    const known = this.#brokers.map((_, i) => this.#brokers[(i + this.#turn) % this.#brokers.length]!);
    const seen = new Set<string>();
    return [...known, ...this.#bootstrap].filter((address) => {
      const key = addressOf(address);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  #sort(error: unknown, operation: string, boundMs: number): Failure {
    if (error instanceof Failure) return error;
    if (error instanceof Error && error.name === 'TideError') throw error;
    throw this.#edge(failureOf(error, operation), operation, boundMs);
  }

  #edge(failure: Failure, operation: string, boundMs: number): Error {
    return tideErrorOf(failure, { cluster: this.name, operation, addresses: this.addresses(), boundMs });
  }
}
