// Lines: at most one open connection per broker address, opened when first needed and replaced when broken.
import { bounded, type Deadline } from './deadline.ts';
import type { KafkaLibrary } from './library.ts';
import { type Address, addressOf, Line, type LineOptions } from './line.ts';

export class Lines {
  readonly #library: KafkaLibrary;
  readonly #options: LineOptions;
  readonly #open = new Map<string, Promise<Line>>();
  #closed = false;

  constructor(library: KafkaLibrary, options: LineOptions) {
    this.#library = library;
    this.#options = options;
  }

  /** The connection to an address. Throws Failure within the connect time-out or the deadline. */
  async to(address: Address, deadline: Deadline): Promise<Line> {
    const key = addressOf(address);
    const known = this.#open.get(key);
    if (known !== undefined) {
      // Another operation may be opening it with a longer bound: wait for it, but only as long as this one may.
      const line = await bounded(known, deadline.left(), key, () => {});
      if (line.usable()) return line;
      if (this.#open.get(key) === known) this.#open.delete(key);
      return this.to(address, deadline);
    }
    const opening = this.#start(address, deadline);
    this.#open.set(key, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#open.get(key) === opening) this.#open.delete(key);
      throw error;
    }
  }

  /** Destroys every connection. */
  closeAll(): void {
    this.#closed = true;
    for (const opening of this.#open.values()) {
      opening.then(
        (line) => line.destroy(),
        () => {},
      );
    }
    this.#open.clear();
  }

  async #start(address: Address, deadline: Deadline): Promise<Line> {
    const line = await Line.open(this.#library, address, this.#options, deadline);
    if (this.#closed) line.destroy();
    return line;
  }
}
