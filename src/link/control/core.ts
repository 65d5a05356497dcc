// The pure part of the control plane: plans of topics, group positions and access, and their renderings.
export { planAccess } from './access-plan.ts';
export type { AccessPlan, AccessPolicy, AccessSnapshot } from './access-plan.ts';
export type { ControlAlarm, TopicAlarmCode } from './alarm.ts';
export { duePositions, planGroup } from './group-plan.ts';
export type { DuePosition, GroupPlan, GroupPlanRules, HeldPosition, PositionMove } from './group-plan.ts';
export { verdictOf, whyUnsupported } from './group-status.ts';
export type { GroupVerdict } from './group-status.ts';
export { piecesByPartition, piecesOf, translate } from './group-translate.ts';
export type { PiecesOf, ShiftPiece } from './group-translate.ts';
export { renderAccessPlan, renderAlarm, renderChange, renderTopicPlan } from './render.ts';
export { isMirrored, planTopics } from './topic-plan.ts';
export { planPromotion } from './topic-promotion.ts';
export { isAppendTime } from './topic-settings.ts';
export { DEFAULT_TOPIC_POLICY } from './topic-shapes.ts';
export type { SiteSnapshot, TopicChange, TopicMemory, TopicPlan, TopicPolicy, TopicSnapshot } from './topic-shapes.ts';
