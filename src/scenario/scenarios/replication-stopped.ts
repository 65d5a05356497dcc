// Scenario replication-stopped: a drill that must go red; replication died unnoticed 10 s before the region is lost.
import { within } from '../objectives.ts';
import type { Scenario } from '../shapes.ts';
import { regionLossOnly } from './region-loss.ts';

export const replicationStopped: Scenario = {
  ...regionLossOnly,
  name: 'replication-stopped',
  title: 'Replication had stopped before the primary region is lost',
  why: 'A drill that cannot fail proves nothing. With an objective of 1 s and replication dead for 10 s, this one must end red, exit 1.',
  timeline: [
    { fault: { kind: 'replication-stopped', manner: 'killed' }, afterMs: 0 },
    ...regionLossOnly.timeline.map((entry) =>
      entry.fault.kind === 'site-loss' ? { ...entry, afterMs: 10_000 } : entry,
    ),
  ],
  objectives: regionLossOnly.objectives.map((objective) =>
    objective.metric === 'rpo' ? within('rpo', 1_000) : objective,
  ),
  expected: 'fail',
};
