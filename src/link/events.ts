// Events of the link.
import type { EventTable } from '../base/core.ts';

export const LINK_EVENTS = {
  'link.started': 'The link has begun: flow, generation, producer id.',
  'link.partition-state': 'A partition entered a state: topic, partition, from, to, fetched, acknowledged, fault.',
  'link.partition-added': 'The flow selects a partition that the link did not know: topic, partition.',
  'link.alarm': 'A partition is held up: topic, partition, code, next.',
  'link.quarantined': 'A partition is quarantined: topic, partition, from, to (target offsets), code.',
  'link.gap': 'Offsets that the source no longer holds were filled: topic, partition, from, to (source offsets).',
  'link.stopped': 'The link has stopped.',
} as const satisfies EventTable;
