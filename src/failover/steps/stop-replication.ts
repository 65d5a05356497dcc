// Step stop-replication: nothing may append old records once clients write; proven at the target, without asking the source.
import type { StopProof } from '../../replication/core.ts';
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun } from '../context.ts';
import { failoverError } from '../errors.ts';

export const stopReplicationStep: Step<FailoverRun> = {
  id: 'stop-replication',
  plan: ({ mechanism, surviving }) =>
    Promise.resolve({
      id: 'stop-replication',
      title: `Stop ${mechanism.name} into ${surviving}`,
      will: ['end its process', `read the log ends of ${surviving} until they stand still`],
      loss: ['what was on its way between the sites'],
      pointOfNoReturn: false,
      undo: 'start it again',
      timeoutMs: 10_000,
      // Beside the fence: both only take something away from the retired site, and neither needs the other.
      after: [],
    }),
  precondition: () => Promise.resolve(null),
  // A mechanism's word that it stopped is no proof; stopping again is harmless and gives one.
  probe: ({ findings }) => Promise.resolve(findings.stopProof?.stopped === true),
  async act({ mechanism, findings, surviving }, note) {
    const proof = await mechanism.stop();
    findings.stopProof = proof;
    if (proof.stopped) return;
    await note({ proof });
    const evidence = proof.evidence.join('; ');
    throw failoverError('TIDE_FAILOVER_NOT_STOPPED', { mechanism: mechanism.name, surviving, evidence });
  },
  verify: ({ findings }) => Promise.resolve({ proof: findings.stopProof }),
  restore({ findings }, evidence) {
    findings.stopProof = evidence['proof'] as StopProof;
  },
};
