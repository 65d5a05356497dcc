// Golden result 2: replication had stopped before the region was lost; the drill is built to go red.
import { findings } from './anomalies.ts';
import { sample } from './curves.ts';
import { measurements, regionLoss, T0_WALL_MS } from './region-loss.ts';
import { judge } from '../../../src/objectives/core.ts';
import type { Measurement } from '../../../src/objectives/core.ts';
import type { DrillResult, TimelineItem } from '../../../src/report/core.ts';

const OBJECTIVES = [
  { tier: '*', metric: 'rpo', limit: 500, unit: 'ms' },
  { tier: '*', metric: 'rto', limit: 60_000, unit: 'ms' },
  { tier: '*', metric: 'groups', limit: 0, unit: 'violations' },
  { tier: '*', metric: 'in-cluster', limit: 0, unit: 'violations' },
  { tier: '*', metric: 'fencing', limit: 0, unit: 'violations' },
] as const;

const LOST = 10_114;
const changed: readonly Measurement[] = [
  {
    ...measurements[0]!,
    value: 5062,
    errorBound: 3,
    detail: `${LOST.toLocaleString('en')} of 51,911 acknowledged records were only in paris`,
  },
  { ...measurements[2]!, value: 214, detail: '3 groups resumed; 214 records skipped in group ledger' },
  {
    ...measurements[5]!,
    value: 126,
    detail: '126 of 412 writes of a stubborn producer were acknowledged by paris after its return',
  },
];
const merged = measurements.map((old) => changed.find((next) => next.metric === old.metric) ?? old);

const at = (atMs: number, type: string, say: string): TimelineItem => ({ atMs, wallMs: T0_WALL_MS + atMs, type, say });

export const replicationStopped: DrillResult = {
  ...regionLoss,
  run: {
    ...regionLoss.run,
    id: '20261122-151210-replication-stopped',
    directory: 'runs/replication-stopped/20261122-151210',
  },
  scenario: {
    ...regionLoss.scenario,
    name: 'replication-stopped',
    title: 'Replication has stopped, and nobody saw it',
    why: 'MirrorMaker 2 is frozen five seconds before the region is lost. A drill that cannot fail proves nothing: this one must.',
    fenceArmed: false,
    timeline: [
      { fault: { kind: 'replication-stopped', manner: 'frozen' }, afterMs: 0 },
      { fault: { kind: 'site-loss', site: 'paris', manner: 'killed' }, afterMs: 5000 },
    ],
    objectives: OBJECTIVES,
    expected: 'fail',
  },
  outcome: 'fail',
  asExpected: true,
  verdicts: OBJECTIVES.map((objective) => judge(objective, merged.find((one) => one.metric === objective.metric)!)),
  check: {
    ...regionLoss.check,
    run: '20261122-151210-replication-stopped',
    outcome: 'fail',
    anomalies: findings({
      'lost.tail': {
        count: LOST,
        examples: Array.from({ length: 10 }, (_, index) => ({
          site: 'london',
          topic: 'orders',
          partition: index,
          offset: 1712 + index,
          id: `orders-1/${index}/${1712 + index}`,
          t: null,
          say: `acknowledged ${(5062 - index * 12).toLocaleString('en')} ms before T0; london ends at ${1712 + index}`,
        })),
      },
      skipped: {
        count: 214,
        outcome: 'fail',
        causes: { 'offset-ahead': 214 },
        examples: [
          {
            site: 'london',
            topic: 'payments',
            partition: 2,
            offset: 2077,
            id: 'ledger',
            t: 10_480,
            say: 'committed 2291 at paris, london ended at 2077, resumed at 2291',
          },
        ],
      },
      'dual.write': {
        count: 126,
        outcome: 'fail',
        examples: [
          {
            site: 'paris',
            topic: 'orders',
            partition: 4,
            offset: 2190,
            id: 'orders-stubborn/4/31',
            t: 25_120,
            say: 'acknowledged by paris 17.0 s after the promotion of london',
          },
        ],
      },
      'redelivered.uncommitted': { count: 57 },
      ambiguous: { count: 12, causes: { 'connection lost': 12 } },
    }),
    rpo: {
      records: { min: LOST, max: LOST + 12 },
      bytes: { min: LOST * 1000, max: (LOST + 12) * 1000 },
      ms: { min: 5059, max: 5065 },
      acknowledgedBeforeT0: 51_911,
      stranded: LOST,
      byTopic: [
        { topic: 'orders', records: 5058, bytes: 5_058_000, ms: 5062 },
        { topic: 'payments', records: 3034, bytes: 3_034_000, ms: 5060 },
        { topic: 'audit', records: 2022, bytes: 2_022_000, ms: 5051 },
      ],
    },
    groups: regionLoss.check.groups.map((row) =>
      row.group === 'ledger' && row.partition === 2
        ? { ...row, committedAtPrimary: 2291, promotedPosition: 2291, resumedAt: 2291, skipped: 214 }
        : row,
    ),
    measurements: merged,
  },
  timeline: [
    ...regionLoss.timeline.filter((item) => item.atMs < -20_000),
    at(-25_000, 'workload.started', '5 producers and 3 groups work; 2,050 records/s'),
    at(-5000, 'fault.effective', 'MirrorMaker 2 frozen: its processes are stopped, its status still says RUNNING'),
    at(0, 'fault.effective', 'T0: the processes of paris are killed; connections refused'),
    ...regionLoss.timeline.filter((item) => item.atMs > 2000 && item.type !== 'failover.fenced'),
  ],
  series: [
    sample(7, {
      name: 'exposure',
      unit: 'records',
      fromMs: -20_000,
      toMs: 8150,
      at: (ms, noise) => (ms < -5000 ? 74 + 40 * noise : ms <= 0 ? 74 + (ms + 5000) * 2.02 : null),
    }),
    sample(8, {
      name: 'exposure',
      unit: 'ms',
      fromMs: -20_000,
      toMs: 8150,
      at: (ms, noise) => (ms < -5000 ? 46 + 18 * noise : ms <= 0 ? 62 + (ms + 5000) : null),
    }),
    ...regionLoss.series.slice(2),
  ],
  bands: [
    {
      title: 'MirrorMaker 2 frozen',
      fromMs: -5000,
      toMs: null,
      site: null,
      commandedMs: -5003,
      proof: 'no record arrived at london in 1 s of traffic',
    },
    {
      title: 'site paris lost (killed)',
      fromMs: 0,
      toMs: 24_000,
      site: 'paris',
      commandedMs: -9,
      proof: 'connection refused by each broker',
    },
  ],
  fencing: {
    armed: false,
    method: 'none: nothing was armed on the hosts of paris',
    stubbornAttempts: 412,
    stubbornAcknowledged: 126,
    notStopped: ['a client that still points at paris writes to it as soon as it returns'],
  },
  secondOpinions: regionLoss.secondOpinions.slice(0, 3),
  gaps: [
    'Failback was not part of this drill: that paris can take over again is not shown. Next: tideover drill run region-loss --failback',
  ],
  recheck: 'npx tideover drill check runs/replication-stopped/20261122-151210',
};
