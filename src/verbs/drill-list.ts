// Verb drill list: the scenarios that can be run.
import { SCENARIOS } from '../scenario/core.ts';

export interface ListedScenario {
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly expected: 'pass' | 'fail';
}

export function drillList(): readonly ListedScenario[] {
  return SCENARIOS.map(({ name, title, why, expected }) => ({ name, title, why, expected }));
}
