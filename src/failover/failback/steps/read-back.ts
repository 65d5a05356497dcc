// Step read-back: the archive is read again and compared with the log it came from; only then may anything be destroyed.
import { readBackTail } from '../../../divergence/index.ts';
import type { Step } from '../../../runbook/core.ts';
import type { FailbackRun } from '../context.ts';

export const readBackStep: Step<FailbackRun> = {
  id: 'read-back',
  plan: ({ returning, archiveDirectory }) =>
    Promise.resolve({
      id: 'read-back',
      title: 'Read the archive back',
      will: [`check every hash and every batch of ${archiveDirectory}, and compare them with the log of ${returning}`],
      loss: [],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: 600_000,
      after: ['export-tail'],
    }),
  precondition: ({ findings }) => Promise.resolve(findings.manifest === null ? 'there is no archive' : null),
  probe: () => Promise.resolve(false),
  act: () => Promise.resolve(),
  async verify(run) {
    const read = await readBackTail(run.archiveDirectory, { world: run, retired: run.raw.returning });
    run.findings.readBack = read.destroyable;
    return { records: read.records, archive: read.archive, readBack: read.destroyable };
  },
  restore({ findings }, evidence) {
    findings.readBack = evidence['readBack'] === true;
  },
};
