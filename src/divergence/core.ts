// The pure door of divergence: shapes, the search for the point, the match of a tail with the survivor, the policy.
export type * from './contract.ts';
export { DIVERGENCE_ERRORS } from './errors.ts';
export { DIVERGENCE_EVENTS } from './events.ts';
export { TailMatch } from './match.ts';
export type { SurvivorRecord, TailEntry } from './match.ts';
export { originOf, recoveryProducerId } from './origin.ts';
export type { Origin } from './origin.ts';
export { beginSearch, nextBlock, pointOf, withBlock } from './point.ts';
export { decide, problemsOf } from './policy.ts';
export type { Decision } from './policy.ts';
