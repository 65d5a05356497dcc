// Rooms: memory that is used again and again, for answers and for batches put together; new memory at this rate keeps the collector busy.

/** One piece of memory with the number of those who still look into it. */
export class Room {
  readonly memory: Buffer;
  readonly #rooms: Rooms;
  #users = 1;
  #lost = false;

  constructor(memory: Buffer, rooms: Rooms) {
    this.memory = memory;
    this.#rooms = rooms;
  }

  use(): void {
    this.#users += 1;
  }

  /** The last one to leave gives it back, unless a socket may still read from it or write to it. */
  leave(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#rooms.back(this, this.#lost);
  }

  lose(): void {
    this.#lost = true;
  }

  again(): void {
    this.#users = 1;
  }
}

export class Rooms {
  readonly #bytes: number;
  readonly #most: number;
  #out = 0;
  #free: Room[] = [];
  /** Fewest free rooms since the last trim. */
  #spare = 0;

  /** `most` rooms at a time; who comes later has to take other memory. */
  constructor(bytes: number, most: number) {
    this.#bytes = bytes;
    this.#most = most;
  }

  take(): Room | null {
    if (this.#out >= this.#most) return null;
    this.#out += 1;
    const room = this.#free.pop();
    this.#spare = Math.min(this.#spare, this.#free.length);
    if (room === undefined) return new Room(Buffer.allocUnsafeSlow(this.#bytes), this);
    room.again();
    return room;
  }

  back(room: Room, lost: boolean): void {
    this.#out -= 1;
    if (!lost) this.#free.push(room);
  }
  /** Lets go of the rooms that nobody has needed since the last call: a link at rest holds no memory for a backlog. */
  trim(): void {
    this.#free.splice(0, this.#spare);
    this.#spare = this.#free.length;
  }
}
