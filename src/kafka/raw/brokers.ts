// Brokers: where each broker is, and whom to ask next: known ones in turn, those that failed a moment ago last, then the bootstrap list.
import { systemClock } from '../../base/index.ts';
import { type Address, addressOf } from '../line.ts';

/** How long a broker that did not answer is asked only after the others. Longer would keep a returned broker out of the turn. */
const SHUN_MS = 5000;

export interface Broker extends Address {
  readonly id: number;
}

export class Brokers {
  readonly #bootstrap: readonly Address[];
  /** Every broker ever named: a stale answer that lacks one must not make it unreachable. */
  readonly #byId = new Map<number, Broker>();
  #current: readonly Broker[] = [];
  #last = '';
  readonly #failedAtMs = new Map<string, number>();

  constructor(bootstrap: readonly Address[]) {
    this.#bootstrap = bootstrap;
  }

  learn(brokers: readonly Broker[]): void {
    if (brokers.length > 0) this.#current = brokers.toSorted((a, b) => a.id - b.id);
    for (const broker of brokers) this.#byId.set(broker.id, broker);
  }

  byId(id: number): Broker | undefined {
    return this.#byId.get(id);
  }

  failed(address: Address): void {
    this.#failedAtMs.set(addressOf(address), systemClock.monotonicMs());
  }

  answered(address: Address): void {
    this.#failedAtMs.delete(addressOf(address));
    this.#last = addressOf(address);
  }

  /** Addresses in the order to ask them. The one that answered last comes last of those known: a fixed one may stay stale for 20 s (law 7). */
  inTurn(): readonly Address[] {
    const known = this.#current.length > 0 ? this.#current : this.#bootstrap;
    const from = known.findIndex((one) => addressOf(one) === this.#last) + 1;
    const turned = [...known.slice(from), ...known.slice(0, from)];
    const good = turned.filter((one) => !this.#shunned(one));
    const seen = new Set<string>();
    return [...good, ...turned, ...this.#bootstrap].filter((one) => {
      const key = addressOf(one);
      return !seen.has(key) && seen.add(key) !== undefined;
    });
  }

  #shunned(address: Address): boolean {
    const at = this.#failedAtMs.get(addressOf(address));
    return at !== undefined && systemClock.monotonicMs() - at < SHUN_MS;
  }
}
