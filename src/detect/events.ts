// The events of the detect room.
import type { EventTable } from '../base/core.ts';

export const DETECT_EVENTS = {
  'detect.assessed':
    'The state of a watched site changed: watched, state, before, evidence (the rule, then one sentence per vantage).',
} as const satisfies EventTable;
