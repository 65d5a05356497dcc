// Golden result 4: the divergent tail and the way back, with the figures of a real run.
import { regionLoss } from './region-loss.ts';
import type { Failback, GroupAuditRow } from '../../../src/check/core.ts';
import { judge } from '../../../src/objectives/core.ts';
import type { Measurement, Metric } from '../../../src/objectives/core.ts';
import type { DrillResult, Figure } from '../../../src/report/core.ts';
import { scenarioNamed } from '../../../src/scenario/core.ts';

const scenario = scenarioNamed('divergent-tail');

const SHA256 = [
  'd78f92d59ecec5a431901eee841ad15952e83ec727699ffb7d8d98d13332e3c4',
  'b14a5f15e3149c4ad1fd2b7e914945bfb41fab1cc3d690dabdf7ba398a47ac4d',
  'e13ebc5fc2dee5fd85d14009a08d912999f252009ff7f1f646925184bd4c0f16',
];

const failback: Failback = {
  mode: 'recreate',
  completed: true,
  lost: 0,
  overwritten: 0,
  fencedWrites: 0,
  unexpectedCopies: 0,
  recoveredCopies: 0,
  different: 0,
  misplacedPositions: 0,
  partitions: 3,
  equalPartitions: 3,
  comparedRecords: 3160,
  outageMs: 28_703.232,
  unknown: null,
};

const groups = [1030, 1050, 1080].map(
  (failbackPosition, partition): GroupAuditRow => ({
    group: 'ledger',
    topic: 'payments',
    partition,
    committedAtPrimary: 970,
    promotedPosition: 950,
    resumedAt: 950,
    failbackPosition,
    skipped: 0,
    redeliveredCommitted: 20,
    redeliveredUncommitted: 0,
  }),
);

const KNOWN: readonly (readonly [string, number])[] = [
  ['acknowledged by paris before the loss', 1000],
  ['log end of london at the failover', 950],
  ['committed by ledger at paris', 970],
  ['ledger resumed at london at offset', 950],
  ['records of the tail in the archive', 50],
  ['recovered into the history of london', 50],
];
const figures = SHA256.flatMap((_, partition) =>
  KNOWN.map(([what, expected]): Figure => ({ what, topic: 'payments', partition, expected, found: expected })),
);

const DETAILS: Readonly<Partial<Record<Metric, string>>> = {
  figures: '18 of 18 figures as counted beforehand',
  rpo: '150 of 3,000 acknowledged records were only in paris; all recovered',
  groups: '1 group; 0 skipped, 60 delivered again',
  failback: '0 lost, 0 overwritten; both regions equal in 3 of 3 partitions (3,160 records compared)',
};
const verdicts = scenario.objectives.map((objective) => {
  const { metric, unit, tier } = objective;
  const value = metric === 'rpo' ? 1800 : 0;
  const detail = DETAILS[metric] ?? 'none found';
  const measurement: Measurement = { metric, tier, unit, value, errorBound: 0, basis: 'measured', detail };
  return judge(objective, measurement);
});

export const divergentTail: DrillResult = {
  ...regionLoss,
  run: { ...regionLoss.run, id: 'divergent-tail/20261123-053912', directory: 'runs/divergent-tail/20261123-053912' },
  scenario,
  verdicts,
  check: {
    ...regionLoss.check,
    clients: [],
    groups,
    failback,
    measurements: verdicts.map(({ measurement }) => measurement),
  },
  series: [],
  secondOpinions: [],
  wayBack: {
    mode: 'recreate',
    archive: 'tail',
    archiveId: 'c20c7ed9d799bb242475241ff61c0f5b94fb170c3b8e282880b71e8f191523a7',
    encrypted: false,
    recovered: 150,
    alreadyThere: 0,
    tails: SHA256.map((sha256, partition) => ({
      topic: 'payments',
      partition,
      point: 950,
      end: 1000,
      records: 50,
      bytes: 52_463,
      sha256,
      recovered: 50,
      alreadyThere: 0,
    })),
  },
  figures,
  gaps: [],
  recheck: 'npx tideover drill check runs/divergent-tail/20261123-053912',
};
