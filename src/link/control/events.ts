// Events of the control plane of the link.
import type { EventTable } from '../../base/core.ts';

export const CONTROL_EVENTS = {
  'control.topic-changed': 'A mirrored topic was created, grown or set at the target: topic, kind, what, why.',
  'control.topic-alarm': 'A new alarm about a mirrored topic: code, about, weight, next.',
  'control.change-refused': 'The target refused a change: item, code, name.',
  'control.group-state': 'A group entered a state: group, from, to, why.',
  'control.group-rewound': 'A position was moved back at the target: group, topic, partition, from, to, cause.',
  'control.group-gone': 'A group is gone at the source; its positions at the target stay: group.',
  'control.round-failed': 'A round could not be done and comes again: round, code.',
} as const satisfies EventTable;
