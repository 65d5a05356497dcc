// RawConnection: requests and answers over one socket, in order; whatever breaks it ends it, and everything that waits on it.
import type { Socket } from 'node:net';
import { systemClock } from '../../base/index.ts';
import { isTideError } from '../../base/core.ts';
import { parseResponseHeader, requestHeaderVersion } from '../../wire/core.ts';
import { Failure, failureOf } from '../failure.ts';
import { FrameAssembler } from './frame-assembler.ts';

/** A broker serves the requests of one connection one by one: more than this in flight is a mistake of the caller, not a queue. */
export const REQUESTS_IN_FLIGHT_MAX = 1024;

export interface Answer {
  readonly frame: Buffer;
  /** Where the body begins, behind correlation id and tagged fields. */
  readonly bodyAt: number;
}

interface Waiting {
  readonly correlationId: number;
  readonly apiKey: number;
  readonly version: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Failure) => void;
  readonly timer: NodeJS.Timeout;
  readonly room: Buffer | undefined;
}

export interface ConnectionLimits {
  readonly clientId: string;
  readonly maxFrameBytes: number;
}

export class RawConnection {
  readonly where: string;
  /** Highest version of each API that this broker and our codecs share; filled after connecting. */
  versions: ReadonlyMap<number, number> = new Map();
  readonly #limits: ConnectionLimits;
  readonly #clientId: Buffer;
  readonly #assembler: FrameAssembler;
  readonly #waiting: Waiting[] = [];
  readonly #whenBroken: (() => void)[] = [];
  #socket: Socket | undefined;
  #correlationId = 0;
  #broken: Failure | undefined;
  #retiring = false;
  #retireAtMs = Infinity;

  constructor(where: string, limits: ConnectionLimits) {
    this.where = where;
    this.#limits = limits;
    this.#clientId = Buffer.from(limits.clientId);
    this.#assembler = new FrameAssembler(
      limits.maxFrameBytes,
      (frame) => this.#answer(frame),
      () => this.#waiting[0]?.room,
    );
  }

  /** Takes a connected, authenticated socket. `sessionMs`: after that time the broker expects another authentication (KIP-368); null: never. */
  attach(socket: Socket, sessionMs: number | null): void {
    this.#socket = socket;
    if (sessionMs !== null) this.#retireAtMs = systemClock.monotonicMs() + sessionMs;
    socket.on('error', (error) => this.#fail(failureOf(error, this.where)));
    socket.on('close', () => this.#fail(this.#closed()));
    // What happened between connecting and this call was heard by nobody.
    if (this.#broken !== undefined) socket.destroy();
    else if (socket.destroyed) this.#fail(socket.errored ? failureOf(socket.errored, this.where) : this.#closed());
  }

  /** Bytes from the socket; the buffer may be used again after the call. */
  readonly receive = (bytes: Buffer, length: number): void => {
    try {
      this.#assembler.push(bytes, length);
    } catch (error) {
      if (!isTideError(error)) throw error;
      this.#fail(new Failure('network', `${this.where}: ${error.message} ${error.why}`, 0, error));
    }
  };

  /** False when broken, or when its session is nearly over. */
  usable(): boolean {
    return this.#broken === undefined && !this.#retiring && systemClock.monotonicMs() < this.#retireAtMs;
  }

  onBroken(listener: () => void): void {
    if (this.#broken === undefined) this.#whenBroken.push(listener);
    else listener();
  }

  /**
   * Sends header and parts, and waits for the answer at most `boundMs`; a late answer ends the connection, because the answers
   * behind it cannot come either. `room`: memory for the answer, where it fits. Throws Failure (network, timeout, refused).
   */
  send(apiKey: number, version: number, parts: readonly Uint8Array[], boundMs: number, room?: Buffer): Promise<Answer> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    if (this.#waiting.length >= REQUESTS_IN_FLIGHT_MAX) {
      return Promise.reject(new Failure('refused', `${this.where}: ${REQUESTS_IN_FLIGHT_MAX} requests are in flight`));
    }
    this.#correlationId = (this.#correlationId + 1) & 0x7fff_ffff;
    const correlationId = this.#correlationId;
    let bytes = 0;
    for (const part of parts) bytes += part.length;
    const header = this.#header(apiKey, version, correlationId, bytes);
    if (header.length - 4 + bytes > this.#limits.maxFrameBytes) {
      const sentence = `${this.where}: a request of ${bytes} bytes is above the bound of ${this.#limits.maxFrameBytes}`;
      return Promise.reject(new Failure('refused', sentence));
    }
    return new Promise((resolve, reject) => {
      const late = (): void => {
        this.#fail(new Failure('timeout', `${this.where}: no answer within ${Math.round(boundMs)} ms`));
      };
      const timer = setTimeout(late, Math.max(1, boundMs));
      this.#waiting.push({ correlationId, apiKey, version, resolve, reject, timer, room });
      this.#write(header, parts);
    });
  }

  /** No further request; ends once the answers that wait are there. */
  retire(): void {
    this.#retiring = true;
    if (this.#waiting.length === 0) this.destroy();
  }

  destroy(): void {
    this.#fail(new Failure('network', `${this.where}: the connection was closed by this process`));
  }

  #write(header: Buffer, parts: readonly Uint8Array[]): void {
    const socket = this.#socket!;
    socket.cork();
    socket.write(header);
    for (const part of parts) socket.write(part);
    socket.uncork();
  }

  /** Size, then Request Header v1 or v2 (RequestHeader.json; the client id stays a classic string). */
  #header(apiKey: number, version: number, correlationId: number, bodyBytes: number): Buffer {
    const flexible = requestHeaderVersion(apiKey, version) === 2;
    const length = 14 + this.#clientId.length + (flexible ? 1 : 0);
    const header = Buffer.allocUnsafe(length);
    header.writeInt32BE(length - 4 + bodyBytes, 0);
    header.writeInt16BE(apiKey, 4);
    header.writeInt16BE(version, 6);
    header.writeInt32BE(correlationId, 8);
    header.writeInt16BE(this.#clientId.length, 12);
    this.#clientId.copy(header, 14);
    if (flexible) header[length - 1] = 0;
    return header;
  }

  /** Answers come in the order of the requests; another correlation id means that the stream lost its place. */
  #answer(frame: Buffer): void {
    const first = this.#waiting[0];
    const correlationId = frame.readInt32BE(0);
    if (first === undefined || first.correlationId !== correlationId) {
      const awaited = first === undefined ? 'none was awaited' : `${first.correlationId} was awaited`;
      this.#fail(new Failure('network', `${this.where}: an answer with correlation id ${correlationId}; ${awaited}`));
      return;
    }
    const { bodyOffset } = parseResponseHeader(frame, first.apiKey, first.version);
    this.#waiting.shift();
    clearTimeout(first.timer);
    first.resolve({ frame, bodyAt: bodyOffset });
    if (this.#retiring && this.#waiting.length === 0) this.destroy();
  }

  #closed(): Failure {
    return new Failure('network', `${this.where}: the connection was closed`);
  }

  #fail(failure: Failure): void {
    if (this.#broken !== undefined) return;
    this.#broken = failure;
    this.#socket?.destroy();
    for (const waiting of this.#waiting.splice(0)) {
      clearTimeout(waiting.timer);
      waiting.reject(failure);
    }
    for (const listener of this.#whenBroken.splice(0)) listener();
  }
}
