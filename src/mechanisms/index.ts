// The acting door of mechanisms: the drivers.
export { mirrorMaker2 } from './mirrormaker2/index.ts';
export type { MirrorMakerOptions } from './mirrormaker2/index.ts';
export type { ReplicatingProcess } from './process.ts';
