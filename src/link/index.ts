// The acting door of the link: starts the engine that copies a flow's partitions from one cluster to another, offsets kept.
export type { LinkWorld } from './engine.ts';
export { startLink } from './start-link.ts';
export { askLinkStatus, readLinkState, tellLink } from './process/ask.ts';
export type { LinkProcessSpec, LinkProcessState, LinkProcessStatus } from './process/spec.ts';
export { runLink } from './process/run.ts';
export type { LinkRunWorld, RunningLink } from './process/run.ts';
export { linkProcessModule } from './process/module.ts';
export { startStatusServer } from './process/status-server.ts';
export { readMemory as readTopicMemory, writeMemory as writeTopicMemory } from './process/memory.ts';
export { removeLinkState, writeLinkState } from './process/state-file.ts';
export {
  applyAccess,
  GROUP_SYNC_DEFAULTS,
  groupSync,
  planOnClusters,
  promoteTopics,
  readAccess,
  readSite,
} from './control/index.ts';
export type { GroupSync } from './control/index.ts';
