// Asker: one request to one broker, from codec to codec; every error that leaves it is a TideError with the cluster's name.
import { isTideError } from '../../base/core.ts';
import { apiName, type ApiCodec } from '../../wire/core.ts';
import type { ConnectOptions } from '../core.ts';
import { type Deadline, deadlineIn } from '../deadline.ts';
import { Failure, failureOf, tideErrorOf } from '../failure.ts';
import { type Address, addressOf } from '../line.ts';
import { Brokers } from './brokers.ts';
import { Connections, type ConnectionsOptions } from './connections.ts';

/** Requests that answer at once have a connection of their own: behind a waiting Fetch or Produce they would wait, too. */
export const CONTROL_LANE = 'control';
export const MAIN_LANE = 'main';

export class Asker {
  readonly name: string;
  readonly requestTimeoutMs: number;
  readonly brokers: Brokers;
  readonly #options: ConnectOptions;
  readonly #connections: Connections;
  /** Set by the metadata request: asked when a broker is not known yet. */
  learn: () => Promise<unknown> = () => Promise.resolve();

  constructor(options: ConnectOptions, bootstrap: readonly Address[], connections: ConnectionsOptions) {
    this.name = options.name;
    this.requestTimeoutMs = options.requestTimeoutMs;
    this.brokers = new Brokers(bootstrap);
    this.#options = options;
    this.#connections = new Connections(connections);
  }

  /**
   * One request to one broker, bounded by connecting (connectTimeoutMs) and `boundMs`. The body may depend on nothing but the
   * request: its codec leaves out what a version does not have. `room`: memory for the answer, where it fits. Throws TideError.
   */
  async ask<Q, A>(
    broker: number,
    codec: ApiCodec<Q, A>,
    body: Q,
    lane: string,
    boundMs: number,
    room?: Buffer,
  ): Promise<A> {
    const operation = `${apiName(codec.key)} at broker ${broker}`;
    try {
      return await this.#at(await this.#addressOf(broker), codec, body, lane, boundMs, room);
    } catch (error) {
      throw this.#edge(error, operation, boundMs);
    }
  }

  /** Asks brokers in turn until one answers, within requestTimeoutMs x (retries + 1). Throws TideError. */
  async askAny<Q, A>(codec: ApiCodec<Q, A>, body: Q): Promise<A> {
    const boundMs = this.requestTimeoutMs * (this.#options.retries + 1);
    const deadline = deadlineIn(boundMs);
    try {
      return await this.#inTurn(codec, body, deadline);
    } catch (error) {
      throw this.#edge(error, apiName(codec.key), boundMs);
    }
  }

  /** Highest usable version of an API at a broker; -1: none. Throws TideError. */
  async versionOf(broker: number, apiKey: number): Promise<number> {
    try {
      const connection = await this.#connections.to(await this.#addressOf(broker), CONTROL_LANE);
      return connection.versions.get(apiKey) ?? -1;
    } catch (error) {
      throw this.#edge(error, `ApiVersions at broker ${broker}`, this.requestTimeoutMs);
    }
  }

  close(): void {
    this.#connections.closeAll();
  }

  async #inTurn<Q, A>(codec: ApiCodec<Q, A>, body: Q, deadline: Deadline): Promise<A> {
    const failures: Failure[] = [];
    for (const address of this.brokers.inTurn()) {
      if (deadline.left() <= 0) break;
      try {
        const boundMs = Math.min(this.requestTimeoutMs, deadline.left());
        const answer = await this.#at(address, codec, body, CONTROL_LANE, boundMs);
        this.brokers.answered(address);
        return answer;
      } catch (error) {
        this.brokers.failed(address);
        const failure = failureOf(error, addressOf(address));
        if (failure.kind !== 'network' && failure.kind !== 'timeout') throw error;
        failures.push(failure);
      }
    }
    const sentence = failures.map((one) => one.message).join('; ') || 'the time was used up before a broker was asked';
    throw new Failure(failures.every((one) => one.kind === 'timeout') ? 'timeout' : 'network', sentence);
  }

  async #addressOf(broker: number): Promise<Address> {
    if (this.brokers.byId(broker) === undefined) await this.learn();
    const found = this.brokers.byId(broker);
    if (found === undefined) throw new Failure('network', `broker ${broker} is not in the cluster's metadata`);
    return found;
  }

  async #at<Q, A>(
    address: Address,
    codec: ApiCodec<Q, A>,
    body: Q,
    lane: string,
    boundMs: number,
    room?: Buffer,
  ): Promise<A> {
    const connection = await this.#connections.to(address, lane);
    const version = connection.versions.get(codec.key);
    if (version === undefined) {
      const range = codec.versions.join(' to ');
      throw new Failure('unsupported', `${connection.where}: no version of ${apiName(codec.key)} in ${range}`);
    }
    const parts = codec.encodeRequest(body, version);
    const { frame, bodyAt } = await connection.send(codec.key, version, parts, boundMs, room);
    try {
      return codec.decodeResponse(frame, bodyAt, version);
    } catch (error) {
      if (!isTideError(error)) throw error;
      // What one answer does not keep, the next ones on this connection will not keep either.
      connection.destroy();
      const sentence = `${connection.where}: the answer to ${apiName(codec.key)} v${version} cannot be read. ${error.message}`;
      throw new Failure('refused', sentence, 0, error);
    }
  }

  #edge(error: unknown, operation: string, boundMs: number): Error {
    const addresses = this.#options.bootstrap.join(',');
    return tideErrorOf(error, { cluster: this.name, operation, addresses, boundMs });
  }
}
