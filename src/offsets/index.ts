// The acting door of offsets: reads, plans and writes positions on live clusters.
export { OFFSETS_ERRORS } from './errors.ts';
export { planOnCluster, readGroupState, writePositions } from './write.ts';
export type { GroupState } from './write.ts';
