// Every step of a failover, in the order in which the plan shows them; one file each.
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun } from '../context.ts';
import { canaryStep } from './canary.ts';
import { confirmStep } from './confirm.ts';
import { fenceStep } from './fence.ts';
import { groupPositionsStep } from './group-positions.ts';
import { recordCutStep } from './record-cut.ts';
import { redirectStep } from './redirect.ts';
import { stopReplicationStep } from './stop-replication.ts';

export const STEPS: readonly Step<FailoverRun>[] = [
  fenceStep,
  stopReplicationStep,
  recordCutStep,
  groupPositionsStep,
  canaryStep,
  redirectStep,
  confirmStep,
];
