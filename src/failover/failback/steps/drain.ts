// Step drain: the last records cross, then the way back stops, proven.
import { isUnsupported } from '../../../replication/core.ts';
import type { StopProof } from '../../../replication/core.ts';
import type { Step } from '../../../runbook/core.ts';
import { failoverError } from '../../errors.ts';
import type { FailbackRun } from '../context.ts';
import { wayBackOf } from '../way-back.ts';

const DRAIN_WITHIN_MS = 60_000;

export const drainStep: Step<FailbackRun> = {
  id: 'drain',
  plan: ({ returning, surviving }) =>
    Promise.resolve({
      id: 'drain',
      title: `Let the last records cross to ${returning}, then stop the way back`,
      will: [
        `wait until ${returning} holds everything of ${surviving}`,
        'end the way back and prove that it stands still',
      ],
      loss: [],
      pointOfNoReturn: false,
      undo: 'start the way back again',
      timeoutMs: DRAIN_WITHIN_MS + 30_000,
      after: ['close'],
    }),
  precondition: ({ findings }) => Promise.resolve(findings.closed === null ? 'the survivor is not closed' : null),
  probe: ({ findings }) => Promise.resolve(findings.stopProof?.stopped === true),
  async act(run) {
    const mechanism = wayBackOf(run);
    const drained = await mechanism.drain(DRAIN_WITHIN_MS);
    const { returning, surviving } = run;
    if (isUnsupported(drained))
      throw failoverError('TIDE_FAILOVER_NOT_CAUGHT_UP', { returning, surviving, behind: drained.why });
    const proof = await mechanism.stop();
    run.findings.stopProof = proof;
    if (proof.stopped) return;
    const evidence = proof.evidence.join('; ');
    throw failoverError('TIDE_FAILOVER_NOT_STOPPED', { mechanism: mechanism.name, surviving: returning, evidence });
  },
  verify: ({ findings }) => Promise.resolve({ proof: findings.stopProof }),
  restore({ findings }, evidence) {
    findings.stopProof = evidence['proof'] as StopProof;
  },
};
