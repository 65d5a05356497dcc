// Errors of scenario: a name nobody knows, a change that makes no sense.
import { errorsOf } from '../base/core.ts';
import type { ErrorTable } from '../base/core.ts';

export const SCENARIO_ERRORS = {
  TIDE_SCENARIO_UNKNOWN: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `There is no scenario named ${f.name}.`,
    why: (f) =>
      f.near === undefined ? `Known scenarios: ${f.known}.` : `Did you mean ${f.near}? Known scenarios: ${f.known}.`,
    next: () => 'List them with: tideover drill list',
  },
  TIDE_SCENARIO_OVERRIDE: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The scenario ${f.scenario} cannot run with ${f.option} = ${f.value}.`,
    why: (f) => String(f.reason),
    next: (f) => `Give another value with ${f.given}, or leave it out. Nothing was started.`,
  },
  TIDE_SCENARIO_INVALID: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The scenario ${f.scenario} contradicts itself: ${f.problems}.`,
    why: () => 'A name in it points at nothing, or a figure lies outside its bounds.',
    next: () => 'This is a mistake in the scenario file; correct it under src/scenario/scenarios.',
  },
} as const satisfies ErrorTable;

export const scenarioError = errorsOf(SCENARIO_ERRORS);
