// ControlClient: the caller's end of the control protocol.
import net from 'node:net';
import { wanError } from './errors.ts';
import { Lines } from './protocol.ts';
import type { WanAnswer, WanRequest } from './protocol.ts';
import type { WanStats } from '../core.ts';

/** An emulator that takes longer than this for an answer is starved or stopped. */
const ANSWER_WITHIN_MS = 10_000;

type Waiting = { readonly operation: string; readonly settle: (answer: WanAnswer | Error) => void };

export class ControlClient {
  readonly #address: string;
  readonly #socket: net.Socket;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #gone: string | undefined;

  private constructor(address: string, socket: net.Socket) {
    this.#address = address;
    this.#socket = socket;
    const lines = new Lines();
    socket.setEncoding('utf8');
    socket.setNoDelay(true);
    socket.on('data', (text: string) => {
      for (const line of lines.push(text)) {
        const answer = JSON.parse(line) as WanAnswer;
        this.#waiting.get(answer.id)?.settle(answer);
      }
    });
    socket.on('error', (error) => this.#lost(error.message));
    socket.on('close', () => this.#lost('It closed its control connection'));
  }

  /** Connects, or rejects with the socket's error. */
  static async connect(host: string, port: number): Promise<ControlClient> {
    const socket = net.connect({ host, port });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new ControlClient(`${host}:${port}`, socket);
  }

  /** Sends one request and waits for its answer. Throws TIDE_WAN_GONE, or what the emulator refused. */
  async call(request: WanRequest): Promise<WanStats | undefined> {
    const { operation } = request;
    if (this.#gone !== undefined) throw this.#goneError(operation, this.#gone);
    const id = this.#next++;
    const answer = await new Promise<WanAnswer | Error>((resolve) => {
      const timer = setTimeout(
        () => settle(this.#goneError(operation, `It gave no answer for ${ANSWER_WITHIN_MS} ms`)),
        ANSWER_WITHIN_MS,
      );
      const settle = (value: WanAnswer | Error): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(value);
      };
      this.#waiting.set(id, { operation, settle });
      this.#socket.write(`${JSON.stringify({ id, ...request })}\n`);
    });
    if (answer instanceof Error) throw answer;
    if (answer.ok) return answer.stats;
    const code = answer.code === 'TIDE_WAN_NO_LINK' ? answer.code : 'TIDE_WAN_REQUEST';
    throw wanError(code, answer.fields);
  }

  close(): void {
    this.#gone = 'This process closed the control connection';
    this.#socket.destroy();
  }

  /** Lets the process end while the connection is open. */
  unref(): void {
    this.#socket.unref();
  }

  #lost(cause: string): void {
    this.#gone ??= cause;
    for (const { operation, settle } of this.#waiting.values()) settle(this.#goneError(operation, this.#gone));
  }

  #goneError(operation: string, cause: string): Error {
    return wanError('TIDE_WAN_GONE', { address: this.#address, operation, cause });
  }
}
