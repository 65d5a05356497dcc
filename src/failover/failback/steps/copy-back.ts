// Step copy-back: the way back runs until it keeps up, while clients go on at the survivor.
import type { Step } from '../../../runbook/core.ts';
import { failoverError } from '../../errors.ts';
import type { FailbackRun } from '../context.ts';
import { wayBackOf } from '../way-back.ts';

const CAUGHT_UP_WITHIN_MS = 600_000;
const CAUGHT_UP_MS = 2000;
const POLL_MS = 100;

export const copyBackStep: Step<FailbackRun> = {
  id: 'copy-back',
  plan: ({ returning, surviving }) =>
    Promise.resolve({
      id: 'copy-back',
      title: `Copy ${surviving} to ${returning} until it keeps up`,
      will: ['start the way back where both sites part', 'wait until it is less than 2 s behind; clients go on'],
      loss: [],
      pointOfNoReturn: false,
      undo: 'stop the way back',
      timeoutMs: CAUGHT_UP_WITHIN_MS,
      after: ['make-room'],
    }),
  precondition: ({ findings }) =>
    Promise.resolve(findings.starts === null ? 'it is not known where the sites part' : null),
  probe: () => Promise.resolve(false),
  async act(run) {
    const mechanism = wayBackOf(run);
    await mechanism.start(run.signal);
    const deadline = run.clock.monotonicMs() + CAUGHT_UP_WITHIN_MS;
    let behind = 'nothing was measured';
    while (run.clock.monotonicMs() < deadline) {
      run.signal?.throwIfAborted();
      const { records, ms, why } = await mechanism.exposure();
      if (ms !== null && ms <= CAUGHT_UP_MS) return;
      behind = records === null ? (why ?? 'unknown') : `${records} records`;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    const { returning, surviving } = run;
    throw failoverError('TIDE_FAILOVER_NOT_CAUGHT_UP', { returning, surviving, behind });
  },
  async verify(run) {
    const { records, ms } = await wayBackOf(run).exposure();
    return { records, ms };
  },
};
