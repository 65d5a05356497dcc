// Connections: at most one open per broker address and lane, opened when first needed, removed when broken.
import { Failure } from '../failure.ts';
import { type Address, addressOf } from '../line.ts';
import { RawConnection } from './connection.ts';
import { dial, type DialOptions } from './dial.ts';
import { askVersions, type VersionCaps } from './versions.ts';

export interface ConnectionsOptions extends DialOptions {
  readonly maxFrameBytes: number;
  readonly versionCaps: VersionCaps;
}

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open = new Map<string, Promise<RawConnection>>();
  #closed = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** The connection of a lane to an address, with its versions known. Who comes while it is opened waits for the same one. Throws Failure. */
  async to(address: Address, lane: string): Promise<RawConnection> {
    const where = addressOf(address);
    const key = `${where}/${lane}`;
    if (this.#closed) throw new Failure('network', `${where}: the cluster was closed by this process`);
    const known = this.#open.get(key);
    if (known !== undefined) {
      const connection = await known;
      if (connection.usable()) return connection;
      this.#forget(key, known);
      connection.retire();
      return this.to(address, lane);
    }
    const opening = this.#start(address);
    this.#open.set(key, opening);
    try {
      const connection = await opening;
      connection.onBroken(() => this.#forget(key, opening));
      return connection;
    } catch (error) {
      this.#forget(key, opening);
      throw error;
    }
  }

  /** Ends every connection; what waits on one fails. */
  closeAll(): void {
    this.#closed = true;
    for (const opening of this.#open.values()) {
      opening.then(
        (connection) => connection.destroy(),
        () => {},
      );
    }
    this.#open.clear();
  }

  #forget(key: string, opening: Promise<RawConnection>): void {
    if (this.#open.get(key) === opening) this.#open.delete(key);
  }

  async #start(address: Address): Promise<RawConnection> {
    const connection = new RawConnection(addressOf(address), this.#options);
    const { socket, sessionMs } = await dial(address, this.#options, connection.receive);
    connection.attach(socket, sessionMs);
    try {
      connection.versions = await askVersions(connection, this.#options.versionCaps, this.#options.requestTimeoutMs);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    if (this.#closed) connection.destroy();
    return connection;
  }
}
