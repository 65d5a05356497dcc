// Line: one connection to one broker; every call on it is bounded, and a call that is late destroys it.
import net from 'node:net';
import type { ConnectionOptions } from '@platformatic/kafka';
import { bounded, type Deadline } from './deadline.ts';
import { failureOf } from './failure.ts';
import type { KafkaLibrary } from './library.ts';
import type { Security } from './security/security.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * A broker serves one request of a connection at a time, but requests that wait there need no round trip each: with the
 * library's 5, a thousand commits over 10 ms take 2.4 s.
 */
const REQUESTS_IN_FLIGHT_MAX = 64;

export const addressOf = (address: Address): string => `${address.host}:${address.port}`;

/** The shape of one API of the library: one file per API key and version. */
export interface Api<Parameters extends unknown[], Answer> {
  async(connection: LibraryConnection, ...parameters: Parameters): Promise<Answer>;
}

type LibraryConnection = InstanceType<KafkaLibrary['Connection']>;

export interface LineOptions {
  readonly clientId: string;
  readonly security: Security;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

export class Line {
  readonly where: string;
  readonly #connection: LibraryConnection;
  #broken: Error | undefined;

  private constructor(connection: LibraryConnection, where: string) {
    this.#connection = connection;
    this.where = where;
  }

  /** Connects and authenticates within the connect time-out and the deadline. Throws Failure. */
  static async open(library: KafkaLibrary, address: Address, options: LineOptions, deadline: Deadline): Promise<Line> {
    const where = addressOf(address);
    const boundMs = Math.min(options.connectTimeoutMs, deadline.left());
    const { tls, sasl } = options.security;
    const settings: ConnectionOptions = {
      connectTimeout: Math.ceil(Math.max(1, boundMs)),
      requestTimeout: options.requestTimeoutMs,
      maxInflights: REQUESTS_IN_FLIGHT_MAX,
      ...(tls === undefined ? {} : { tls, tlsServerName: net.isIP(address.host) === 0 }),
      ...(sasl === undefined ? {} : { sasl }),
    };
    const connection = new library.Connection(options.clientId, settings);
    const line = new Line(connection, where);
    // Without a listener a broken socket would end the process. With TLS 1.3 a refused certificate arrives only here, after
    // the handshake; the calls in flight just learn that the connection was closed.
    connection.on('error', (error) => {
      line.#broken ??= error;
    });
    try {
      const opened: Promise<void> = Promise.resolve(connection.connect(address.host, address.port));
      await bounded(opened, boundMs, where, () => line.destroy());
    } catch (error) {
      line.destroy();
      throw failureOf(error, where);
    }
    return line;
  }

  usable(): boolean {
    return this.#connection.isConnected();
  }

  /**
   * One request. Error codes inside the answer are left to the caller: the library throws them together with the parsed
   * answer, which is handed back here. Throws Failure (network, timeout).
   */
  async call<P extends unknown[], A>(api: Api<P, A>, parameters: P, boundMs: number): Promise<A> {
    try {
      return await bounded(api.async(this.#connection, ...parameters), boundMs, this.where, () => this.destroy());
    } catch (error) {
      const answered = error as { code?: unknown; response?: unknown };
      if (answered.code === 'PLT_KFK_RESPONSE' && answered.response !== undefined) return answered.response as A;
      const failure = failureOf(error, this.where);
      throw failure.kind === 'network' && this.#broken !== undefined ? failureOf(this.#broken, this.where) : failure;
    }
  }

  /** Ends the connection at once; whatever waits on it fails. */
  destroy(): void {
    // Undefined when the library failed before it made a socket.
    const socket = this.#connection.socket as net.Socket | undefined;
    socket?.on('error', () => {});
    socket?.destroy();
  }
}
