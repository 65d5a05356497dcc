// Events of the link driver.
import type { EventTable } from '../../base/core.ts';

export const LINK_DRIVER_EVENTS = {
  'link.launched': 'Its process was started: pid and log file.',
  'link.copying': 'Every partition of the flow is being copied: milliseconds since the launch.',
  'link.source-silent': 'The source stopped answering the exposure measurement: why.',
  'link.source-answers': 'The source answers again: for how many milliseconds it did not.',
  'link.stop-proven': 'It was stopped: the evidence.',
} as const satisfies EventTable;
