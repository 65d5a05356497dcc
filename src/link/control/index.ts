// The acting part of the control plane: carries topics, group positions and access between live clusters.
export { applyAccess, readAccess } from './access-apply.ts';
export { CONTROL_EVENTS } from './events.ts';
export { GROUP_SYNC_DEFAULTS, groupSync } from './group-sync.ts';
export type { GroupSync, GroupSyncOptions } from './group-sync.ts';
export { runRounds } from './rounds.ts';
export type { RoundOptions } from './rounds.ts';
export { applyTopics, promoteTopics } from './topic-apply.ts';
export type { TopicsApplied } from './topic-apply.ts';
export { readSite } from './topic-read.ts';
export { planOnClusters, topicSync } from './topic-sync.ts';
export type { TopicSync, TopicSyncOptions } from './topic-sync.ts';
export type { ControlWorld } from './world.ts';
