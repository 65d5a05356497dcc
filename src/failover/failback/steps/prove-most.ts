// Step prove-most: record by record, both sites are equal as far as the way back has come.
import type { Step } from '../../../runbook/core.ts';
import type { FailbackRun, ProvenPartition } from '../context.ts';
import { proveEqual, refuseUnequal } from '../prove.ts';

export const proveMostStep: Step<FailbackRun> = {
  id: 'prove-most',
  plan: ({ returning, surviving }) =>
    Promise.resolve({
      id: 'prove-most',
      title: `Prove that ${returning} equals ${surviving}, as far as it has come`,
      will: ['compare every record by offset, timestamp, key, value and headers, while clients go on'],
      loss: [],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: 600_000,
      after: ['copy-back'],
    }),
  precondition: () => Promise.resolve(null),
  probe: () => Promise.resolve(false),
  async act(run) {
    const proven = await proveEqual(run);
    refuseUnequal(run, proven);
    run.findings.proven = proven;
  },
  verify: ({ findings }) => Promise.resolve({ proven: findings.proven }),
  restore({ findings }, evidence) {
    findings.proven = evidence['proven'] as readonly ProvenPartition[];
  },
};
