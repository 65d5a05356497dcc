// Scenario calm: no fault at all; a checker that finds anything here is wrong, and so is a drill that needs a fault to look good.
import { never } from '../objectives.ts';
import { AUDIT_PRODUCERS, GROUPS, MAIN_PRODUCERS, REGION_PAIR, STOCK_PRODUCERS, TOPICS } from '../parts.ts';
import type { Scenario } from '../shapes.ts';

export const calm: Scenario = {
  name: 'calm',
  title: 'Nothing happens',
  why: 'The same sites, replication and clients without any fault: every finding would be a false alarm. Run it to trust the others.',
  architecture: 'active-passive-preserving',
  mechanism: 'link',
  topology: REGION_PAIR,
  workload: {
    topics: TOPICS,
    producers: [...MAIN_PRODUCERS, ...STOCK_PRODUCERS, ...AUDIT_PRODUCERS],
    groups: GROUPS,
    clientSettings: 'recommended',
    beforeMs: 5_000,
    afterMs: 15_000,
    deadlineMs: 1_000,
  },
  timeline: [],
  failover: false,
  fenceArmed: true,
  objectives: [never('groups'), never('fencing'), never('in-cluster'), never('order'), never('second-opinion')],
  expected: 'pass',
};
