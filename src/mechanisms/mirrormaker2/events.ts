// Events of the MirrorMaker 2 driver.
import type { EventTable } from '../../base/core.ts';

export const MIRRORMAKER2_EVENTS = {
  'mirrormaker2.launched': 'Its process was started: pid and log file.',
  'mirrormaker2.copying': 'A first record has been seen at the target: milliseconds since the launch.',
  'mirrormaker2.source-silent': 'The source stopped answering the exposure measurement: why.',
  'mirrormaker2.source-answers': 'The source answers again: for how many milliseconds it did not.',
  'mirrormaker2.stopped': 'It was stopped: the evidence.',
} as const satisfies EventTable;
