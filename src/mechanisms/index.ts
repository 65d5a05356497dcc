// The acting door of mechanisms: the drivers.
export { offsetLink } from './link/index.ts';
export type { LaunchedLink, LinkDriverOptions } from './link/index.ts';
export { mirrorMaker2 } from './mirrormaker2/index.ts';
export type { MirrorMakerOptions } from './mirrormaker2/index.ts';
export type { ReplicatingProcess } from './process.ts';
export { measureOf } from './measure.ts';
export type { Measure, MeasureOptions } from './measure.ts';
export type { Baseline } from './position.ts';
