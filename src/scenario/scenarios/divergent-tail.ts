// Scenario divergent-tail: the guide's example to the letter; every record and every offset is known before the drill begins.
import { never, within } from '../objectives.ts';
import { REGION_PAIR, STUBBORN_PRODUCER } from '../parts.ts';
import type { Act, CountedFigures, GroupSpec, ProducerSpec, Scenario } from '../shapes.ts';

/** The guide's three variants, 30, 50 and 80 records after the failover, are the three partitions of one topic. */
const FIGURES: CountedFigures = { shared: 950, tail: 50, committed: 970, survivor: [30, 50, 80], returned: 20 };
const PARTITIONS = FIGURES.survivor.map((_, partition) => partition);

function counted(act: Act, recordsPerPartition: number, partitions: readonly number[] = PARTITIONS): ProducerSpec {
  return {
    session: partitions === PARTITIONS ? act : `${act}-${recordsPerPartition}`,
    kind: 'node',
    site: 'apps',
    pointedAt: 'bootstrap',
    topic: 'payments',
    partitions,
    recordsPerSecond: act === 'shared' ? 1_000 : 100,
    recordBytes: 1_000,
    counted: { act, recordsPerPartition },
  };
}

const LEDGER: GroupSpec = {
  group: 'ledger',
  kind: 'node',
  site: 'apps',
  pointedAt: 'bootstrap',
  topic: 'payments',
  members: 2,
  commitIntervalMs: 500,
  handOverAt: FIGURES.committed,
};

export const divergentTail: Scenario = {
  name: 'divergent-tail',
  title: 'The lost region returns with a divergent tail',
  why: 'Paris returns with 50 records per partition that London never had, and London has gone on at the same offsets. What becomes of them is counted: every figure is known beforehand.',
  architecture: 'active-passive-preserving',
  mechanism: 'link',
  topology: REGION_PAIR,
  workload: {
    topics: [
      {
        name: 'payments',
        partitions: PARTITIONS.length,
        replicationFactor: 3,
        minInsyncReplicas: 2,
        mirrored: true,
      },
    ],
    producers: [
      counted('shared', FIGURES.shared),
      counted('tail', FIGURES.tail),
      ...FIGURES.survivor.map((records, partition) => counted('survivor', records, [partition])),
      counted('returned', FIGURES.returned),
      STUBBORN_PRODUCER,
    ],
    groups: [LEDGER],
    clientSettings: 'recommended',
    beforeMs: 2_000,
    afterMs: 5_000,
    deadlineMs: 1_000,
  },
  timeline: [
    { fault: { kind: 'replication-stopped', manner: 'killed' }, afterMs: 0 },
    { fault: { kind: 'site-loss', site: 'paris', manner: 'silent' }, afterMs: 0 },
    { fault: { kind: 'site-return', site: 'paris' }, afterMs: 0 },
  ],
  failover: true,
  failback: 'recreate',
  fenceArmed: true,
  figures: FIGURES,
  objectives: [
    never('figures'),
    within('rpo', 60_000),
    never('groups'),
    never('fencing'),
    never('in-cluster'),
    never('order'),
    never('second-opinion'),
    never('failback'),
  ],
  expected: 'pass',
};
