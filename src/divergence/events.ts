// Events of divergence: the point, the archive, its proof, the classes, the recovery.
import type { EventTable } from '../base/core.ts';

export const DIVERGENCE_EVENTS = {
  'divergence.found':
    'The point of one partition is known: { topic, partition, point, retiredEnd, survivingAtCut, comparedRecords, differing, retiredShorter }.',
  'divergence.archived':
    'The tail of one partition lies in the archive: { topic, partition, point, end, records, bytes, kept }.',
  'divergence.verified':
    'An archive was read back and proven: { archive, partitions, records, bytes, againstRetired }.',
  'divergence.classified': 'The tail of one partition was compared with the survivor: { topic, partition, classes }.',
  'divergence.recovered':
    'A batch of the tail was written to the survivor and read back: { topic, partition, target, baseOffset, records, resumed }.',
  'divergence.recovery-ended': 'A recovery has ended: { archive, totals }.',
} as const satisfies EventTable;

export type DivergenceEventType = keyof typeof DIVERGENCE_EVENTS;
