// Every step of a failback, in the order in which the plan shows them; one file each.
import type { Step } from '../../runbook/core.ts';
import type { FailbackRun } from './context.ts';
import { closeStep } from './steps/close.ts';
import { copyBackStep } from './steps/copy-back.ts';
import { drainStep } from './steps/drain.ts';
import { exportTailStep } from './steps/export-tail.ts';
import { makeRoomStep } from './steps/make-room.ts';
import { openStep } from './steps/open.ts';
import { positionsStep } from './steps/positions.ts';
import { proveMostStep } from './steps/prove-most.ts';
import { proveRestStep } from './steps/prove-rest.ts';
import { readBackStep } from './steps/read-back.ts';
import { recoverStep } from './steps/recover.ts';
import { surveyStep } from './steps/survey.ts';
import { turnStep } from './steps/turn.ts';

export const FAILBACK_STEPS: readonly Step<FailbackRun>[] = [
  surveyStep,
  exportTailStep,
  readBackStep,
  recoverStep,
  makeRoomStep,
  copyBackStep,
  proveMostStep,
  closeStep,
  drainStep,
  proveRestStep,
  positionsStep,
  openStep,
  turnStep,
];
