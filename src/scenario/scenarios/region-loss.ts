// Scenario region-loss: the main drill; the primary region goes silent and dies, the standby takes over.
import { never, within } from '../objectives.ts';
import {
  AUDIT_PRODUCERS,
  GROUPS,
  MAIN_PRODUCERS,
  REGION_PAIR,
  STOCK_PRODUCERS,
  STUBBORN_PRODUCER,
  TOPICS,
} from '../parts.ts';
import type { Scenario } from '../shapes.ts';

/** Without the way back: for scenarios that end with the returned site. */
export const regionLossOnly: Scenario = {
  name: 'region-loss',
  title: 'The primary region is lost',
  why: 'The region that holds the primary cluster goes silent and dies. How much acknowledged data is gone, and how long do applications stand still?',
  architecture: 'active-passive-preserving',
  mechanism: 'link',
  topology: REGION_PAIR,
  workload: {
    topics: TOPICS,
    producers: [...MAIN_PRODUCERS, ...STOCK_PRODUCERS, ...AUDIT_PRODUCERS, STUBBORN_PRODUCER],
    groups: GROUPS,
    clientSettings: 'recommended',
    beforeMs: 20_000,
    afterMs: 20_000,
    deadlineMs: 1_000,
  },
  timeline: [
    { fault: { kind: 'site-loss', site: 'paris', manner: 'silent' }, afterMs: 0 },
    { fault: { kind: 'site-return', site: 'paris' }, afterMs: 0 },
  ],
  failover: true,
  fenceArmed: true,
  objectives: [
    within('rpo', 5_000),
    within('rto', 60_000),
    never('groups'),
    never('fencing'),
    never('in-cluster'),
    never('order'),
    never('second-opinion'),
  ],
  expected: 'pass',
};

export const regionLoss: Scenario = {
  ...regionLossOnly,
  failback: 'recreate',
  objectives: [...regionLossOnly.objectives, never('failback')],
};
