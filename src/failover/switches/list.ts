// Every kind of traffic switch, one file each.

export const SWITCHES = ['zone'] as const;

export type SwitchKind = (typeof SWITCHES)[number];
