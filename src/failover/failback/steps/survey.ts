// Step survey: find where both histories part, by comparing records; nothing is changed.
import { findDivergence } from '../../../divergence/index.ts';
import type { Divergence } from '../../../divergence/core.ts';
import type { Step } from '../../../runbook/core.ts';
import type { FailbackRun } from '../context.ts';
import { startsOf } from '../starts.ts';

/** Equal in a row below the cut; everything below is compared once more before clients move. */
const ENOUGH_RECORDS = 2000;

export const surveyStep: Step<FailbackRun> = {
  id: 'survey',
  plan: ({ returning, surviving, cut }) =>
    Promise.resolve({
      id: 'survey',
      title: `Find where the histories of ${returning} and ${surviving} part`,
      will: [`compare ${cut.partitions.length} partitions record by record, downwards from the cut; read only`],
      loss: [],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: 120_000,
      after: [],
    }),
  precondition: () => Promise.resolve(null),
  probe: ({ findings }) => Promise.resolve(findings.divergences !== null),
  async act(run) {
    run.findings.divergences = await findDivergence(run.raw.returning, run.raw.surviving, run.cut, {
      world: run,
      enoughRecords: ENOUGH_RECORDS,
    });
  },
  verify({ findings, mode }) {
    const divergences = findings.divergences ?? [];
    // Known already here, so that a mode that cannot work is refused before anything is changed.
    findings.starts = startsOf(mode, divergences);
    return Promise.resolve({ divergences });
  },
  restore({ findings, mode }, evidence) {
    findings.divergences = evidence['divergences'] as readonly Divergence[];
    findings.starts = startsOf(mode, findings.divergences);
  },
};
