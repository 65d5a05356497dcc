// Golden result 3: the old primary could not be read back and the prober stalled, so the drill does not know.
import { findings } from './anomalies.ts';
import { measurements, regionLoss } from './region-loss.ts';
import { judge } from '../../../src/objectives/core.ts';
import type { Measurement } from '../../../src/objectives/core.ts';
import type { DrillResult } from '../../../src/report/core.ts';

const RECHECK = 'npx tideover drill check runs/region-loss/20261122-163544';
const changed: readonly Measurement[] = [
  {
    ...measurements[1]!,
    value: null,
    detail: 'archive-java had not recovered when the run ended',
    unknown: {
      why: 'archive-java was not served again within the 60 s that were observed',
      next: 'npx tideover drill run region-loss --observe 120s',
    },
  },
  {
    ...measurements[3]!,
    value: null,
    detail: 'paris was not read back',
    unknown: { why: 'paris did not come back, so its logs were not read', next: RECHECK },
  },
  {
    ...measurements[0]!,
    value: 4990,
    errorBound: 35,
    detail: '9,981 of 41,802 acknowledged records were not in london',
  },
  {
    ...measurements[6]!,
    value: null,
    detail: 'no count',
    unknown: { why: 'no Java console consumer ran', next: 'npx tideover drill run region-loss --second-opinion' },
  },
];
const merged = measurements.map((old) => changed.find((next) => next.metric === old.metric) ?? old);

export const oldPrimaryUnread: DrillResult = {
  ...regionLoss,
  run: {
    ...regionLoss.run,
    id: '20261122-163544-region-loss',
    directory: 'runs/region-loss/20261122-163544',
    seed: 99,
  },
  outcome: 'unknown',
  asExpected: false,
  verdicts: regionLoss.scenario.objectives.map((objective) =>
    judge(objective, merged.find((one) => one.metric === objective.metric)!),
  ),
  check: {
    ...regionLoss.check,
    run: '20261122-163544-region-loss',
    outcome: 'unknown',
    anomalies: findings({
      'lost.tail': { count: 9981, outcome: 'unknown' },
      'lost.in-cluster': { outcome: 'unknown' },
      ambiguous: { count: 71 },
    }),
    rpo: {
      records: { min: 9981, max: 10_052 },
      bytes: { min: 9_981_000, max: 10_052_000 },
      ms: { min: 4955, max: 5025 },
      acknowledgedBeforeT0: 41_802,
      stranded: null,
      byTopic: [],
    },
    rto: { detect: 6120, decide: 410, fence: 890, promote: 730, redirect: 210, clients: null, total: null },
    clients: regionLoss.check.clients.map((one) =>
      one.client === 'archive-java' ? { ...one, recoveredMs: null, drainedMs: null, longestOutageMs: 51_640 } : one,
    ),
    groups: regionLoss.check.groups.map((row) =>
      row.group === 'archive-java' ? { ...row, committedAtPrimary: null, resumedAt: null } : row,
    ),
    measurements: merged,
    stalls: { count: 3, longestMs: 1840, overlapsRecovery: true },
    gaps: ['The measuring process stood still for 1.8 s during the recovery: samples in it are void.'],
  },
  fencing: null,
  secondOpinions: [],
  gaps: [
    `paris did not come back, so its logs were not read: whether its tail is stranded or lost is not known. Next: ${RECHECK}`,
  ],
  recheck: RECHECK,
};
