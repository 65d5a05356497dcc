// Doors that verbs already open and that another change brings; empty when all rooms are there.

export const AWAITED: readonly string[] = [
  'src/drill/index.ts',
  'src/lab/index.ts',
  'src/check/index.ts',
  'src/report/index.ts',
  'src/report/core.ts',
];

/** Files imported past a door until the door is there: file -> the awaited door. */
export const UNTIL_THEN: Readonly<Record<string, string>> = { 'src/report/result.ts': 'src/report/core.ts' };
