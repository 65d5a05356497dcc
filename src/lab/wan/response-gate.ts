// ResponseGate: follows the requests and responses of one connection, and holds back the responses of chosen API keys.
import { FrameWalker, readInt16, readInt32 } from '../../wire/core.ts';

/** Requests without an answer yet that are remembered; Kafka clients have 5 (producers) to some hundred (brokers) in flight. */
const REMEMBERED_REQUESTS = 10_000;

/**
 * Kafka answers in the order of the requests of a connection, so an answer settles all older ones (Produce with acks=0 has none).
 * After the first swallowed response every later one of the connection is swallowed too: TCP delivers nothing behind a hole,
 * and clients close a connection whose correlation ids jump. A stream that is no plaintext Kafka (TLS) is let through as `opaque`.
 */
export class ResponseGate {
  readonly #requests = new FrameWalker(8);
  readonly #responses = new FrameWalker(4);
  readonly #waiting = new Map<number, number>();
  #opaque = false;
  #swallowing = false;
  /** Bytes of a frame's prefix kept back until its correlation id is known. */
  #kept: Uint8Array[] = [];
  /** True while the frame at hand was already let through in part. */
  #through = false;

  /** The stream is not Kafka in plaintext: nothing can be chosen in it. */
  get opaque(): boolean {
    return this.#opaque;
  }

  /** A response was swallowed: the connection has a hole and can only be reset. */
  get swallowing(): boolean {
    return this.#swallowing;
  }

  /** Sees bytes on their way to the target. */
  request(chunk: Uint8Array): void {
    if (this.#opaque) return;
    try {
      for (let offset = 0; offset < chunk.length; ) {
        const { taken, start } = this.#requests.step(chunk, offset);
        offset += taken;
        if (start !== undefined) this.#remember(readInt32(start.head, 4), readInt16(start.head, 0));
      }
    } catch {
      this.#opaque = true;
    }
  }

  /** Sees bytes on their way back; returns those that go on. */
  response(chunk: Uint8Array, swallowed: ReadonlySet<number>): readonly Uint8Array[] {
    if (this.#swallowing) return [];
    if (this.#opaque) return this.#release(chunk);
    try {
      return this.#walk(chunk, swallowed);
    } catch {
      this.#opaque = true;
      return this.#release(chunk);
    }
  }

  #walk(chunk: Uint8Array, swallowed: ReadonlySet<number>): readonly Uint8Array[] {
    let frameBegin = 0;
    for (let offset = 0; offset < chunk.length; ) {
      if (this.#responses.atBoundary) {
        frameBegin = offset;
        this.#through = false;
      }
      const { taken, start, end } = this.#responses.step(chunk, offset);
      offset += taken;
      if (start !== undefined) {
        const apiKey = this.#settle(readInt32(start.head, 0));
        if (!this.#through && apiKey !== undefined && swallowed.has(apiKey)) {
          this.#swallowing = true;
          const before = frameBegin > 0 ? [chunk.subarray(0, frameBegin)] : [];
          const released = this.#kept.length > 0 && frameBegin > 0 ? [...this.#kept, ...before] : before;
          this.#kept = [];
          return released;
        }
        this.#through = true;
      }
      if (end) this.#through = false;
    }
    return this.#tail(chunk, frameBegin, swallowed);
  }

  /** Keeps the last bytes of the chunk back when they may be the beginning of a response to swallow. */
  #tail(chunk: Uint8Array, frameBegin: number, swallowed: ReadonlySet<number>): readonly Uint8Array[] {
    const undecided = !this.#responses.atBoundary && !this.#through;
    if (!undecided || swallowed.size === 0) {
      if (undecided) this.#through = true;
      return this.#release(chunk);
    }
    if (this.#kept.length > 0 && frameBegin === 0) {
      this.#kept.push(chunk);
      return [];
    }
    const released = frameBegin > 0 ? this.#release(chunk.subarray(0, frameBegin)) : [];
    this.#kept = [chunk.subarray(frameBegin)];
    return released;
  }

  #release(chunk: Uint8Array): readonly Uint8Array[] {
    if (this.#kept.length === 0) return [chunk];
    const released = [...this.#kept, chunk];
    this.#kept = [];
    return released;
  }

  #remember(correlationId: number, apiKey: number): void {
    this.#waiting.delete(correlationId);
    this.#waiting.set(correlationId, apiKey);
    if (this.#waiting.size <= REMEMBERED_REQUESTS) return;
    for (const oldest of this.#waiting.keys()) {
      this.#waiting.delete(oldest);
      return;
    }
  }

  #settle(correlationId: number): number | undefined {
    const apiKey = this.#waiting.get(correlationId);
    if (apiKey === undefined) return undefined;
    for (const older of this.#waiting.keys()) {
      this.#waiting.delete(older);
      if (older === correlationId) break;
    }
    return apiKey;
  }
}
