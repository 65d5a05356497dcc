// FrameSplitter: whole size-delimited Kafka frames out of a byte stream; zero-copy when a frame lies in one chunk.
import { wireError } from './errors.ts';
import { DEFAULT_MAX_FRAME_BYTES, readInt32 } from './integers.ts';

/** The bytes of one message, without its 4 bytes of length. A view into the chunk it came in where possible. */
export type Frame = Uint8Array;

export interface FrameLimits {
  /** Longest message taken, bytes. Default 104,857,600 (`socket.request.max.bytes`). */
  readonly maxFrameBytes?: number;
  /** Shortest message taken, bytes. Default 4: every response has a correlation id. */
  readonly minFrameBytes?: number;
}

/**
 * `RequestOrResponse => Size (RequestMessage | ResponseMessage)`, `Size => int32` (Kafka protocol guide).
 * Holds at most one incomplete frame: `maxFrameBytes` + 4 bytes. After an error it stays broken, because its place in the stream is lost.
 */
export class FrameSplitter {
  readonly #maxFrameBytes: number;
  readonly #minFrameBytes: number;
  #parts: Uint8Array[] = [];
  #heldBytes = 0;
  /** Length of the frame being collected; undefined while its 4 bytes are not all there. */
  #size: number | undefined;
  #position = 0;
  #broken: Error | undefined;

  constructor(limits: FrameLimits = {}) {
    this.#maxFrameBytes = limits.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES;
    this.#minFrameBytes = limits.minFrameBytes ?? 4;
  }

  /** Bytes of an incomplete frame held at the moment. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes the next bytes of the stream; returns the frames they complete, in order. Throws TIDE_WIRE_FRAME_SIZE. */
  push(chunk: Uint8Array): Frame[] {
    if (this.#broken !== undefined) throw this.#broken;
    const frames: Frame[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      const need = this.#size === undefined ? 4 : this.#size;
      const missing = need - this.#heldBytes;
      if (rest.length < missing) {
        this.#parts.push(rest);
        this.#heldBytes += rest.length;
        break;
      }
      const piece = this.#complete(rest.subarray(0, missing), need);
      rest = rest.subarray(missing);
      if (this.#size === undefined) this.#size = this.#sizeOf(piece);
      else {
        this.#position += 4 + this.#size;
        this.#size = undefined;
        frames.push(piece);
      }
      if (this.#size === 0) {
        this.#position += 4;
        this.#size = undefined;
        frames.push(new Uint8Array(0));
      }
    }
    return frames;
  }

  #complete(last: Uint8Array, need: number): Uint8Array {
    if (this.#parts.length === 0) return last;
    const whole = new Uint8Array(need);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    whole.set(last, at);
    this.#parts = [];
    this.#heldBytes = 0;
    return whole;
  }

  #sizeOf(four: Uint8Array): number {
    const size = readInt32(four, 0);
    if (size >= this.#minFrameBytes && size <= this.#maxFrameBytes) return size;
    this.#broken = wireError('TIDE_WIRE_FRAME_SIZE', {
      size,
      least: this.#minFrameBytes,
      most: this.#maxFrameBytes,
      position: this.#position,
    });
    throw this.#broken;
  }
}
