// The acting door of drill: runs a scenario, judges an old run again, installs the optional clients.
export { runDrill } from './engine.ts';
export type { DrillOptions, DrillRun } from './engine.ts';
export { recheckRun } from './recheck.ts';
export { DRILL_ERRORS } from './errors.ts';
export { DRILL_EVENTS } from './events.ts';
export { detectLibrdkafka, installLibrdkafka } from './workload/index.ts';
