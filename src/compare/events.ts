// The events of the compare room.
import type { EventTable } from '../base/core.ts';

export const COMPARE_EVENTS = {
  'compare.found':
    'The background sampler found a range that is not equal: topic, partition, shift, kind, from, to, records, example.',
  'compare.unreadable':
    'The background sampler could not compare a partition and goes on with the others: topic, partition, code.',
} as const satisfies EventTable;
