// Step export-tail: what only the returning site holds, into an archive that proves itself.
import { exportTail } from '../../../divergence/index.ts';
import type { TailManifest } from '../../../divergence/core.ts';
import type { Step } from '../../../runbook/core.ts';
import type { FailbackRun } from '../context.ts';

export const exportTailStep: Step<FailbackRun> = {
  id: 'export-tail',
  plan: ({ returning, archiveDirectory }) =>
    Promise.resolve({
      id: 'export-tail',
      title: `Archive what only ${returning} holds`,
      will: [`write the raw batches behind the point of each partition to ${archiveDirectory}, with hashes`],
      loss: [],
      pointOfNoReturn: false,
      undo: 'delete the archive',
      timeoutMs: 600_000,
      after: ['survey'],
    }),
  precondition: () => Promise.resolve(null),
  // A finished archive of the same tail is recognised by the export itself.
  probe: () => Promise.resolve(false),
  async act(run) {
    const { raw, findings, archiveDirectory, surviving } = run;
    const divergences = findings.divergences ?? [];
    findings.manifest = await exportTail(raw.returning, divergences, archiveDirectory, { world: run, surviving });
  },
  verify: ({ findings }) => Promise.resolve({ manifest: findings.manifest }),
  restore({ findings }, evidence) {
    findings.manifest = evidence['manifest'] as TailManifest;
  },
};
