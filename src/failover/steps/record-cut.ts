// Step record-cut: write down where both logs stand, after replication has stopped and before anybody writes.
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun } from '../context.ts';
import { type CutRecord, cutOf } from '../cut.ts';

export const recordCutStep: Step<FailoverRun> = {
  id: 'record-cut',
  plan: ({ findings, surviving, retired }) =>
    Promise.resolve({
      id: 'record-cut',
      title: 'Record the cut',
      will: [
        `note the log ends of ${findings.partitions.length} partitions at ${surviving}, and what was last seen of ${retired}`,
      ],
      loss: [`records acknowledged by ${retired} that are not at ${surviving}`],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: 10_000,
      after: ['fence', 'stop-replication'],
    }),
  precondition: ({ findings }) =>
    Promise.resolve(findings.stopProof?.stopped === true ? null : 'replication is not proven to have stopped'),
  probe: ({ findings }) => Promise.resolve(findings.cut !== null),
  async act({ target, findings, lastExposure, clock, retired, surviving }) {
    const ranges = await target.logRanges(findings.partitions, 'uncommitted');
    const at = { atMs: clock.monotonicMs(), atWallMs: clock.wallMs(), term: findings.fence?.term ?? null };
    findings.cut = cutOf({ ranges, lastExposure, retired, surviving, ...at });
  },
  verify: ({ findings }) => Promise.resolve({ cut: findings.cut }),
  restore({ findings }, evidence) {
    findings.cut = evidence['cut'] as CutRecord;
  },
};
