// Lists against folders: a literal array names every item, one file each; adding one touches one file and one line.

export interface ListOfFiles {
  readonly folder: string;
  /** The file with the literal array. */
  readonly list: string;
  /** What the file of an item declares; other files of the folder are parts that items share. */
  readonly item: RegExp;
}

export const LISTS: readonly ListOfFiles[] = [
  { folder: 'src/scenario/scenarios', list: 'src/scenario/scenarios.ts', item: /^export const \w+: Scenario = / },
  { folder: 'src/check/anomalies', list: 'src/check/anomalies.ts', item: /^export const \w+: Anomaly = / },
  { folder: 'src/lab/faults', list: 'src/lab/faults/index.ts', item: /^export const \w+: Fault<'[a-z-]+'> = / },
  {
    folder: 'src/failover/steps',
    list: 'src/failover/steps.ts',
    item: /^export const \w+: Step</,
  },
];
