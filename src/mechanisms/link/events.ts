// Events of the link driver.
import type { EventTable } from '../../base/core.ts';

export const LINK_DRIVER_EVENTS = {
  'link-driver.launched': 'Its process was started: pid and log file.',
  'link-driver.copying': 'Every partition of the flow is being copied: milliseconds since the launch.',
  'link-driver.source-silent': 'The source stopped answering the exposure measurement: why.',
  'link-driver.source-answers': 'The source answers again: for how many milliseconds it did not.',
  'link-driver.stopped': 'It was stopped: the evidence.',
} as const satisfies EventTable;
