// The acting door of mechanisms: the drivers.
export { mirrorMaker2 } from './mirrormaker2/index.ts';
export type { MirrorMakerOptions, MirrorMakerProcess } from './mirrormaker2/index.ts';
