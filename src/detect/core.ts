// The pure door of detect: observations, the judgement over them, and the lease that one site holds.
export { assess } from './assess.ts';
export type { Assessment } from './assess.ts';
export { DECISIONS, rowOf } from './decision-table.ts';
export type { Cell, Row, SiteState, Tally } from './decision-table.ts';
export { decideLease, LEASE_MARGIN_MS, newLease, replayLease } from './lease/core.ts';
export type { LeaseAnswer, LeaseDecision, LeaseQuestion, LeaseRecord, LeaseState } from './lease/core.ts';
export { DEFAULT_DETECT_POLICY } from './observation.ts';
export type { DetectPolicy, Observation, ObservationKind, ObservationOutcome } from './observation.ts';
export type { Sight, VantageView } from './view.ts';
