// Events of the failover room.
import type { EventTable } from '../base/core.ts';

export const FAILOVER_EVENTS = {
  'failover.state': 'The run entered a state: from, to, by which event.',
  'failover.decided': 'The decision: verdict, why, evidence.',
  'failover.gates': 'The gates were read: each with its outcome.',
  'failover.phase': 'A phase ended: detect, decide, fence, promote or redirect, with its monotonic time.',
  'failover.ids-apart': 'The standby was prepared: ranges of producer ids of both sites.',
} as const satisfies EventTable;
