// Scenario broker-crash: the broker that leads most partitions is killed; the cluster must lose nothing by itself.
import { never, within } from '../objectives.ts';
import { GROUPS, MAIN_PRODUCERS, REGION_PAIR, STOCK_PRODUCERS, TOPICS } from '../parts.ts';
import type { Scenario } from '../shapes.ts';

export const brokerCrash: Scenario = {
  name: 'broker-crash',
  title: 'One broker of the primary crashes',
  why: 'The everyday fault that Kafka survives alone. Nothing acknowledged may be lost or reordered, and nobody fails over.',
  architecture: 'active-passive-preserving',
  mechanism: 'link',
  topology: REGION_PAIR,
  workload: {
    topics: TOPICS.filter((topic) => topic.mirrored),
    producers: [...MAIN_PRODUCERS, ...STOCK_PRODUCERS],
    groups: GROUPS,
    clientSettings: 'recommended',
    beforeMs: 15_000,
    afterMs: 15_000,
    deadlineMs: 1_000,
  },
  timeline: [{ fault: { kind: 'broker-crash', site: 'paris', target: 'leader-of-most' }, afterMs: 0 }],
  failover: false,
  fenceArmed: false,
  objectives: [within('rto', 30_000), never('groups'), never('in-cluster'), never('order'), never('second-opinion')],
  expected: 'pass',
};
