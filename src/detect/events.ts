// The events of the detect room.
import type { EventTable } from '../base/core.ts';

export const DETECT_EVENTS = {
  'detect.assessed': 'The state of a watched site changed: watched, state, evidence (one sentence per vantage).',
  'detect.vantage-heard': 'A vantage reported for the first time: vantage, site, role.',
} as const satisfies EventTable;
