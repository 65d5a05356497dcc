// Step fence: keep the retired site from taking writes, or say that nothing does.
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun, FenceEvidence } from '../context.ts';

export const fenceStep: Step<FailoverRun> = {
  id: 'fence',
  plan: ({ fence, retired, surviving }) =>
    Promise.resolve({
      id: 'fence',
      title: fence.armed ? `Fence ${retired}` : `No fence is armed at ${retired}`,
      will: fence.armed ? [`move the ${fence.name} to ${surviving}`] : ['record that nothing stops it'],
      loss: fence.doesNotStop,
      pointOfNoReturn: false,
      undo: fence.armed ? `move the ${fence.name} back to ${retired}` : null,
      timeoutMs: 15_000,
      after: [],
    }),
  precondition: () => Promise.resolve(null),
  probe: ({ fence }) => fence.holds(),
  act: ({ fence }) => fence.raise(),
  async verify({ fence, findings }) {
    findings.fence = await fence.evidence();
    return { fence: findings.fence };
  },
  restore({ findings }, evidence) {
    findings.fence = evidence['fence'] as FenceEvidence;
  },
};
