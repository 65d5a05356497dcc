// The pure door of offsets: planning and comparing the positions of groups.
export { comparePositions } from './compare.ts';
export type { PositionAudit, PositionFinding, PositionVerdict } from './compare.ts';
export { planPositions } from './plan.ts';
export type { GroupWishes, PositionPlan, PositionRefusal, PositionWrite, WantedPosition } from './plan.ts';
