// DarkPorts: takes the place of a link's listening ports while it is dropped, so that connecting hangs as it does towards a dark site.
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { siblingModule } from '../../base/index.ts';

/** A listen queue with backlog 1 holds two connections; two more tries make sure it is full. */
const FILLERS = 4;

export interface Address {
  readonly host: string;
  readonly port: number;
}

export class DarkPorts {
  readonly #gate: Int32Array;
  readonly #ended: Promise<void>;
  readonly #fillers: net.Socket[] = [];

  private constructor(gate: Int32Array, ended: Promise<void>) {
    this.#gate = gate;
    this.#ended = ended;
  }

  /** Resolves when the ports listen beside the real listeners (SO_REUSEPORT) and accept nothing. Rejects where the system has no SO_REUSEPORT. */
  static async open(addresses: readonly Address[]): Promise<DarkPorts> {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(siblingModule(import.meta.url, './dark-port-worker'), {
      workerData: { addresses, gate },
    });
    // Watched from the beginning: a worker that has ended before it was asked to must not be waited for.
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The worker ended with code ${code} before its ports were dark`)));
    });
    return new DarkPorts(gate, ended);
  }

  /** To be called once the real listeners are closed: uses up the queues, so that the next SYN is dropped. */
  fill(addresses: readonly Address[]): void {
    for (const { host, port } of addresses) {
      for (let index = 0; index < FILLERS; index++) {
        const filler = net.connect({ host, port });
        filler.on('error', () => {});
        filler.unref();
        this.#fillers.push(filler);
      }
    }
  }

  /** To be called once the real listeners are open again. SYNs that were dropped are retransmitted to those by the connecting kernel. */
  async close(): Promise<void> {
    for (const filler of this.#fillers) filler.destroy();
    Atomics.store(this.#gate, 0, 1);
    Atomics.notify(this.#gate, 0);
    await this.#ended;
  }
}
