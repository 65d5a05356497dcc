// The pure door of scenario: the shapes, the list of scenarios, and changes to one of them.
export * from './shapes.ts';
export { SCENARIO_ERRORS } from './errors.ts';
export { SCENARIOS, scenarioNamed } from './scenarios.ts';
export { withOverrides } from './overrides.ts';
export type { ScenarioOverrides } from './overrides.ts';
export { scenarioProblems } from './validate.ts';
