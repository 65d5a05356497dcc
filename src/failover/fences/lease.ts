// Fence by lease: the witness moves the lease to the surviving site; guards on the retired site's hosts keep its client listeners closed without it.
import type { LeaseAnswer, LeaseQuestion } from '../../detect/core.ts';
import type { Fence, FenceEvidence } from '../context.ts';
import { failoverError } from '../errors.ts';
import { NOBODY } from '../nobody.ts';

export interface LeaseFenceOptions {
  readonly retired: string;
  readonly surviving: string;
  /** One question to the lease authority, bounded by the asker; rejects when it does not answer. */
  readonly ask: (question: LeaseQuestion) => Promise<LeaseAnswer>;
  readonly reason: string;
}

const SLACK_MS = 10;
const ASKS_MAX = 20;

export function leaseFence(options: LeaseFenceOptions): Fence {
  const { retired, surviving, ask, reason } = options;
  const doesNotStop = [
    `programs inside ${retired} that use the tools' listener`,
    `what is written at ${retired} before its guard sees that the lease is gone (at most one time to live)`,
  ];
  const show = (): Promise<LeaseAnswer> => ask({ ask: 'show', site: surviving, epoch: 0 });
  const fail = (why: string, cause?: unknown): Error =>
    failoverError('TIDE_FAILOVER_FENCE', { fence: 'lease', retired, reason: why }, cause);
  return {
    name: 'lease',
    armed: true,
    doesNotStop,
    async holds() {
      return (await show()).holder === surviving;
    },
    async raise() {
      for (let asked = 0; asked < ASKS_MAX; asked += 1) {
        const answer = await ask({ ask: 'transfer', site: surviving, epoch: 0, to: surviving, reason }).catch(
          (error: unknown) => {
            throw fail(
              `The lease authority did not answer: ${error instanceof Error ? error.message : String(error)}`,
              error,
            );
          },
        );
        if (answer.granted) return;
        // The old lease may still be running at the retired site: it is moved only when it has run out for certain (LEASE-1).
        if (answer.effectiveInMs === undefined) throw fail(`The lease authority refused: ${answer.why}.`);
        const waitMs = answer.effectiveInMs + SLACK_MS;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      throw fail(`The lease was not moved after ${ASKS_MAX} questions.`);
    },
    async evidence(): Promise<FenceEvidence> {
      const { holder, epoch } = await show();
      if (holder !== surviving) throw fail(`The lease is held by ${holder}.`);
      const who = surviving === NOBODY ? 'nobody' : surviving;
      const say = `${who} holds the lease, epoch ${epoch}; ${retired} cannot open its client listeners.`;
      return { method: 'lease', armed: true, term: epoch, say, doesNotStop };
    },
  };
}
