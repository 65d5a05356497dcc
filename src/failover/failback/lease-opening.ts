// Opening by lease: the witness gives the lease to the returning site; its guards then open the client listeners.
import type { Clock } from '../../base/core.ts';
import type { LeaseAnswer, LeaseQuestion } from '../../detect/core.ts';
import type { Opening } from './context.ts';
import { failoverError } from '../errors.ts';
import { leaseFence } from '../fences/lease.ts';

export interface LeaseOpeningOptions {
  readonly site: string;
  readonly ask: (question: LeaseQuestion) => Promise<LeaseAnswer>;
  readonly reason: string;
  /** True when a client can connect to every broker of the site. Bounded by whoever brings it. */
  readonly connects: () => Promise<boolean>;
  readonly withinMs: number;
  readonly clock: Clock;
}

const POLL_MS = 100;

export function leaseOpening(options: LeaseOpeningOptions): Opening {
  const { site, ask, reason, connects, withinMs, clock } = options;
  const lease = leaseFence({ retired: 'any other site', surviving: site, ask, reason });
  return {
    name: `give the lease to ${site}`,
    isOpen: async () => (await lease.holds()) && (await connects()),
    async open() {
      await lease.raise();
      const deadline = clock.monotonicMs() + withinMs;
      while (clock.monotonicMs() < deadline) {
        if (await connects()) return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      throw failoverError('TIDE_FAILOVER_NOT_OPEN', { returning: site, how: `give the lease to ${site}` });
    },
  };
}
