// Every kind of fence, one file each.

export const FENCES = ['lease', 'none'] as const;

export type FenceKind = (typeof FENCES)[number];
