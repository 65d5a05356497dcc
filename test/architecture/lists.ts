// Lists against folders: each file of the folder is imported by the list, which holds them in a literal array.

export const LISTS: readonly { readonly folder: string; readonly list: string }[] = [
  { folder: 'src/scenario/scenarios', list: 'src/scenario/scenarios.ts' },
  { folder: 'src/check/anomalies', list: 'src/check/anomalies.ts' },
  { folder: 'src/lab/faults', list: 'src/lab/faults.ts' },
  { folder: 'src/failover/steps', list: 'src/failover/steps.ts' },
];
