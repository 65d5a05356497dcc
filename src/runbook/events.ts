// Events of the runbook room.
import type { EventTable } from '../base/core.ts';

export const RUNBOOK_EVENTS = {
  'runbook.begun': 'A run begins: its plan, journal and step ids.',
  'runbook.resumed':
    'A run goes on from its journal: steps already done, steps interrupted, whether the last line was torn.',
  'runbook.step-began': 'A step begins: its id and title.',
  'runbook.step-note': 'A step tells something on its way: its id and what it noted.',
  'runbook.step-ended': 'A step ended: its id, outcome, duration in milliseconds, evidence.',
  'runbook.ended': 'The run ended: whether all steps are done, duration in milliseconds.',
} as const satisfies EventTable;
