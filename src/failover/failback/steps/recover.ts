// Step recover: the missing records of the tail go into the surviving history, once.
import { recoverTail } from '../../../divergence/index.ts';
import type { RecoveryOutcome } from '../../../divergence/core.ts';
import type { Step } from '../../../runbook/core.ts';
import type { FailbackRun } from '../context.ts';

export const recoverStep: Step<FailbackRun> = {
  id: 'recover',
  plan: ({ surviving }) =>
    Promise.resolve({
      id: 'recover',
      title: `Bring the tail into the history of ${surviving}`,
      will: [
        `append what is missing to its partition at ${surviving}, once, as its producer made it; the policy decides the rest`,
      ],
      loss: ['recovered records stand behind newer ones'],
      pointOfNoReturn: true,
      undo: null,
      timeoutMs: 600_000,
      after: ['read-back'],
    }),
  precondition: () => Promise.resolve(null),
  // Each record is looked for at the survivor first: repeating it appends nothing.
  probe: () => Promise.resolve(false),
  async act(run) {
    run.findings.recovered = await recoverTail(run.raw.surviving, run.archiveDirectory, run.recovery, { world: run });
  },
  verify: ({ findings }) => Promise.resolve({ recovered: findings.recovered }),
  restore({ findings }, evidence) {
    findings.recovered = evidence['recovered'] as RecoveryOutcome;
  },
};
