// FrameAssembler: answers out of a byte stream whose read buffer is used again; each frame is allocated once, from its size prefix.
import { wireError } from '../../wire/core.ts';

/** Below this a frame comes from Node's pool; larger ones get memory of their own, which views into them keep alive. */
const POOLED_BYTES_MAX = 4096;
/** A response holds its correlation id at least. */
const FRAME_BYTES_MIN = 4;

export class FrameAssembler {
  readonly #maxFrameBytes: number;
  readonly #onFrame: (frame: Buffer) => void;
  readonly #roomFor: () => Buffer | undefined;
  readonly #prefix = Buffer.alloc(4);
  #prefixHave = 0;
  #frame: Buffer | undefined;
  #frameHave = 0;

  /** `roomFor`: memory for the frame that begins now, if somebody has some; used when the frame fits. */
  constructor(
    maxFrameBytes: number,
    onFrame: (frame: Buffer) => void,
    roomFor: () => Buffer | undefined = () => undefined,
  ) {
    this.#maxFrameBytes = maxFrameBytes;
    this.#onFrame = onFrame;
    this.#roomFor = roomFor;
  }

  /** Takes the first `length` bytes of the chunk; they are copied, the chunk may be overwritten afterwards. Throws TIDE_WIRE_FRAME_SIZE. */
  push(chunk: Buffer, length: number): void {
    for (let at = 0; at < length; ) {
      const frame = this.#frame;
      at += frame === undefined ? this.#takePrefix(chunk, at, length) : this.#takeBody(frame, chunk, at, length);
    }
  }

  #takePrefix(chunk: Buffer, at: number, length: number): number {
    const size = Math.min(length - at, 4 - this.#prefixHave);
    chunk.copy(this.#prefix, this.#prefixHave, at, at + size);
    this.#prefixHave += size;
    if (this.#prefixHave < 4) return size;
    const bytes = this.#prefix.readInt32BE(0);
    if (bytes < FRAME_BYTES_MIN || bytes > this.#maxFrameBytes) {
      const bounds = { least: FRAME_BYTES_MIN, most: this.#maxFrameBytes, position: 0 };
      throw wireError('TIDE_WIRE_FRAME_SIZE', { size: bytes, ...bounds });
    }
    this.#frame = this.#memoryFor(bytes);
    this.#frameHave = 0;
    return size;
  }

  #memoryFor(bytes: number): Buffer {
    if (bytes < POOLED_BYTES_MAX) return Buffer.allocUnsafe(bytes);
    const room = this.#roomFor();
    return room !== undefined && room.length >= bytes ? room.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes);
  }

  #takeBody(frame: Buffer, chunk: Buffer, at: number, length: number): number {
    const size = Math.min(length - at, frame.length - this.#frameHave);
    chunk.copy(frame, this.#frameHave, at, at + size);
    this.#frameHave += size;
    if (this.#frameHave === frame.length) {
      this.#frame = undefined;
      this.#prefixHave = 0;
      this.#onFrame(frame);
    }
    return size;
  }
}
