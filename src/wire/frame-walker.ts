// FrameWalker: follows frame boundaries in a stream that flows on, seeing only the first bytes of each message; holds no payload.
import { wireError } from './errors.ts';
import { DEFAULT_MAX_FRAME_BYTES, readInt32 } from './integers.ts';

/** What is known once the first bytes of a frame have passed. */
export interface FrameStart {
  /** Length of the message, without the 4 bytes of length. */
  readonly size: number;
  /** The first `headBytes` bytes of the message. Reused for the next frame: read it, do not keep it. */
  readonly head: Uint8Array;
}

/**
 * Cuts a chunk at frame boundaries for someone who forwards bytes and decides per frame.
 * `step` reports how many bytes of the chunk belong to the frame at hand, and its start as soon as that is known.
 */
export class FrameWalker {
  readonly #maxFrameBytes: number;
  readonly #prefix: Uint8Array;
  readonly #head: Uint8Array;
  #have = 0;
  #size = 0;
  /** Bytes of the frame (with its length) not yet seen; undefined while the prefix is incomplete. */
  #left: number | undefined;

  /** `headBytes`: how much of each message is wanted (8 for requests: key, version, correlation id; 4 for responses). */
  constructor(headBytes: number, maxFrameBytes: number = DEFAULT_MAX_FRAME_BYTES) {
    this.#prefix = new Uint8Array(4 + headBytes);
    this.#head = this.#prefix.subarray(4);
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** True between two frames: the next byte is the first of a length. */
  get atBoundary(): boolean {
    return this.#have === 0;
  }

  /**
   * Takes bytes from `offset` up to the completion of the frame's prefix or of the frame, whichever comes first.
   * `start` is set in the one step that completes the prefix; `end` is true in the step that completes the frame.
   * Throws TIDE_WIRE_FRAME_SIZE when the length is below `headBytes` or above the maximum: not Kafka, or the place is lost.
   */
  step(
    chunk: Uint8Array,
    offset: number,
  ): { readonly taken: number; readonly start?: FrameStart; readonly end: boolean } {
    if (this.#left !== undefined) {
      const taken = Math.min(this.#left, chunk.length - offset);
      this.#left -= taken;
      const end = this.#left === 0;
      if (end) this.#reset();
      return { taken, end };
    }
    const taken = Math.min(this.#prefix.length - this.#have, chunk.length - offset);
    for (let index = 0; index < taken; index++) this.#prefix[this.#have + index] = chunk[offset + index]!;
    const before = this.#have;
    this.#have += taken;
    if (before < 4 && this.#have >= 4) this.#checkSize();
    if (this.#have < this.#prefix.length) return { taken, end: false };
    this.#left = 4 + this.#size - this.#have;
    const start = { size: this.#size, head: this.#head };
    const end = this.#left === 0;
    if (end) this.#reset();
    return { taken, start, end };
  }

  #reset(): void {
    this.#have = 0;
    this.#left = undefined;
  }

  #checkSize(): void {
    const size = readInt32(this.#prefix, 0);
    if (size < this.#head.length || size > this.#maxFrameBytes) {
      throw wireError('TIDE_WIRE_FRAME_SIZE', {
        size,
        least: this.#head.length,
        most: this.#maxFrameBytes,
        position: 0,
      });
    }
    this.#size = size;
  }
}
