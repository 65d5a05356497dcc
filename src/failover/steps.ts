// Every step of a failover, in the order in which the plan shows them; one file each.
import type { Step } from '../runbook/core.ts';
import type { FailoverRun } from './context.ts';
import { canaryStep } from './steps/canary.ts';
import { confirmStep } from './steps/confirm.ts';
import { fenceStep } from './steps/fence.ts';
import { groupPositionsStep } from './steps/group-positions.ts';
import { recordCutStep } from './steps/record-cut.ts';
import { redirectStep } from './steps/redirect.ts';
import { stopReplicationStep } from './steps/stop-replication.ts';

export const STEPS: readonly Step<FailoverRun>[] = [
  fenceStep,
  stopReplicationStep,
  recordCutStep,
  groupPositionsStep,
  canaryStep,
  redirectStep,
  confirmStep,
];
