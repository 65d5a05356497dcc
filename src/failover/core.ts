// The pure door of failover: states, decision, gates, cut record, and the shapes of what a failover may move.
export type {
  FailoverContext,
  Fence,
  FenceEvidence,
  Findings,
  PromotedPosition,
  TrafficSwitch,
} from './context.ts';
export type {
  FailbackContext,
  FailbackFindings,
  FailbackMode,
  Opening,
  ProvenPartition,
  WayBackStart,
} from './failback/context.ts';
export { startsOf, topicsToRecreate } from './failback/starts.ts';
export { NOBODY } from './nobody.ts';
export { cutOf } from './cut.ts';
export type { CutPartition, CutRecord } from './cut.ts';
export { decide } from './decide.ts';
export type { Decision, DecisionInput, FailoverPolicy, Force } from './decide.ts';
export { FENCES } from './fences/list.ts';
export type { FenceKind } from './fences/list.ts';
export { blockingFailures, judgeGates } from './gates.ts';
export type { GateOutcome, GateReadings, GateResult } from './gates.ts';
export { ID_BLOCK, ceilingOf } from './ids-apart.ts';
export type { IdsApart } from './ids-apart.ts';
export { phasesOf } from './phases.ts';
export { TRANSITIONS, transition } from './state.ts';
export type { Cell, FailoverEvent, FailoverEventType, FailoverState, Transition } from './state.ts';
export { SWITCHES } from './switches/list.ts';
export type { SwitchKind } from './switches/list.ts';
