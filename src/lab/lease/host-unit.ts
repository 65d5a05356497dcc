// The guard on a site's hosts: brokers run with their client listener only while the site holds the lease (facts law 31).
import { systemClock } from '../../base/index.ts';
import type { Tell } from '../events.ts';
import { askAuthority } from './ask-authority.ts';
import type { AuthorityAddress } from './ask-authority.ts';
import { afterQuestion, isHeld, NO_LEASE, questionOf } from './lease-state.ts';
import type { LeaseState } from './lease-state.ts';

const RENEW_EVERY_MS = 1000;
const ANSWER_MS_MAX = 1000;
const FIRST_ANSWER_MS_MAX = 3000;

export interface HostUnitOptions {
  readonly site: string;
  readonly authority: AuthorityAddress;
  readonly tell: Tell;
  /** Kills the site's brokers at once and begins to start them with or without their client listener. Does not wait: the guard goes on renewing. */
  readonly restart: (open: boolean) => void;
}

/**
 * One guard per guarded site. It knows no other truth than the authority's answers: at a start it asks and takes silence
 * for no; while brokers run open it renews, and on a refusal, or when the time to live ends, has them restarted fenced at once.
 * While they run fenced it goes on asking, so that a grant (failback) opens them again.
 */
export class HostUnit {
  readonly #options: HostUnitOptions;
  #state: LeaseState = NO_LEASE;
  #open = false;
  #running: AbortController | undefined;

  constructor(options: HostUnitOptions) {
    this.#options = options;
  }

  /** Asks once; true when the brokers may start with their client listener. */
  async mayOpen(): Promise<boolean> {
    this.#state = { ...NO_LEASE, epoch: this.#state.epoch };
    await this.#ask(FIRST_ANSWER_MS_MAX);
    const { site, tell } = this.#options;
    this.#open = isHeld(this.#state, systemClock.monotonicMs());
    if (this.#open) {
      tell('lab.lease-granted', `${site} holds the lease (epoch ${this.#state.epoch}).`, {
        site,
        epoch: this.#state.epoch,
      });
    } else {
      tell(
        'lab.lease-refused',
        `${site} holds no lease: its brokers run without client listener (${this.#state.why}).`,
        {
          site,
          why: this.#state.why,
        },
      );
    }
    return this.#open;
  }

  /** Begins to renew (or to ask again); call after mayOpen. */
  watch(): void {
    this.unwatch();
    const running = new AbortController();
    this.#running = running;
    // Nothing in the loop throws: every failure to get an answer is a missing answer.
    void this.#watch(running.signal);
  }

  /** Ends with the host: a killed site has no guard. */
  unwatch(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#ask(this.#patienceMs());
      if (signal.aborted) return;
      const held = isHeld(this.#state, systemClock.monotonicMs());
      if (held !== this.#open) this.#turn(held);
      await pause(RENEW_EVERY_MS, signal);
    }
  }

  async #ask(withinMs: number): Promise<void> {
    const sentAtMs = systemClock.monotonicMs();
    const answer = await askAuthority(this.#options.authority, questionOf(this.#state, this.#options.site), withinMs);
    this.#state = afterQuestion(this.#state, answer, sentAtMs);
  }

  #turn(held: boolean): void {
    const { site, tell, restart } = this.#options;
    const epoch = this.#state.epoch;
    this.#open = held;
    if (held) tell('lab.lease-granted', `${site} holds the lease again (epoch ${epoch}).`, { site, epoch });
    else {
      tell('lab.lease-lost', `${site} lost the lease (${this.#state.why}); its brokers restart fenced.`, {
        site,
        why: this.#state.why,
      });
    }
    restart(held);
  }

  /** Never waits past the end of the lease. */
  #patienceMs(): number {
    if (this.#state.heldUntilMs === null) return ANSWER_MS_MAX;
    const leftMs = this.#state.heldUntilMs - systemClock.monotonicMs();
    return Math.max(1, Math.min(ANSWER_MS_MAX, leftMs));
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
