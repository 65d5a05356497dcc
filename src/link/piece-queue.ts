// Pieces: what was fetched and waits to be sent, in order of source offsets; batches stay where the answer put them.
import type { BatchHeader, BatchStamp } from '../wire/core.ts';
import type { Room } from './rooms.ts';

export interface Piece {
  /** Source offsets; `next` is exclusive. */
  readonly base: number;
  readonly next: number;
  readonly bytes: number;
  /** Records of the source in it; 0 for fillers. */
  readonly records: number;
  /** A batch of the source, stamped in place or put together with others; null: `build` makes the batch when it is sent. */
  readonly buffer: Buffer;
  readonly header: BatchHeader | null;
  readonly build: ((stamp: BatchStamp) => Buffer) | null;
  /** The room that the answer lies in; null: memory of its own. */
  room: Room | null;
}

const NOTHING = Buffer.alloc(0);

/** A piece that is made only when it goes out. `bytes`: what it will take, about. */
export function builtPiece(
  range: { readonly base: number; readonly next: number; readonly records: number; readonly bytes: number },
  build: (stamp: BatchStamp) => Buffer,
): Piece {
  return { ...range, buffer: NOTHING, header: null, build, room: null };
}

/** First in, first out, without moving the rest at every take. */
export class PieceQueue {
  bytes = 0;
  #pieces: Piece[] = [];
  #head = 0;

  get length(): number {
    return this.#pieces.length - this.#head;
  }

  push(piece: Piece): void {
    this.#pieces.push(piece);
    this.bytes += piece.bytes;
  }

  peek(at = 0): Piece | undefined {
    return this.#pieces[this.#head + at];
  }

  take(count: number): Piece[] {
    const taken = this.#pieces.slice(this.#head, this.#head + count);
    this.#head += taken.length;
    for (const piece of taken) this.bytes -= piece.bytes;
    if (this.#head > 256 && this.#head * 2 > this.#pieces.length) {
      this.#pieces = this.#pieces.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  clear(): void {
    for (let at = this.#head; at < this.#pieces.length; at += 1) this.#pieces[at]!.room?.leave();
    this.#pieces = [];
    this.#head = 0;
    this.bytes = 0;
  }
}
