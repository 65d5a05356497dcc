// Events of the replicate verbs.
import type { EventTable } from '../../base/core.ts';

export const REPLICATE_EVENTS = {
  'replicate.listening': 'The link runs in this process: url of its HTTP endpoint, state file.',
  'replicate.progress':
    'Figures of the running link, once a second: records and bytes per second, exposure, partitions held up.',
  'replicate.rpo':
    'The exposure passed the RPO, or came back below it: outcome pass, unknown or fail, partition, reason.',
  'replicate.access-written': 'ACLs, quotas and users were written at the target: counts, refusals.',
  'replicate.promote-step': 'A step of a promotion is done: step, evidence.',
  'replicate.compare-begun': 'A comparison begins: partitions to compare, and those that were compared before.',
  'replicate.compared': 'The comparison of a partition has ended: topic, partition, equal, records, first difference.',
  'replicate.comparing': 'Figures of a running comparison: records, offsets still to go, partitions done.',
} as const satisfies EventTable;
