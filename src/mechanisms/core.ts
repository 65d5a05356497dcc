// The pure door of mechanisms: the list of drivers, one folder each, with what each can do.
import type { Capability } from '../replication/core.ts';
import { LINK } from './link/core.ts';
import { MIRRORMAKER2 } from './mirrormaker2/core.ts';

export interface MechanismEntry {
  /** Name of the folder, and of the mechanism in scenarios and in `tideover.yaml`. */
  readonly id: string;
  readonly title: string;
  readonly capabilities: readonly Capability[];
  /** What it needs beside the two clusters. */
  readonly needs: readonly string[];
  /** What it cannot do, for the plan and the documentation. */
  readonly limits: readonly string[];
}

/** Every driver. A new one is a folder and a line here. */
export const MECHANISMS: readonly MechanismEntry[] = [LINK, MIRRORMAKER2];

export { defaultLinkOptions } from './link/core.ts';
export { emitConfig, MIRRORMAKER2_JVM } from './mirrormaker2/core.ts';
export type { MirrorMakerSite, MirrorMakerTuning } from './mirrormaker2/core.ts';
