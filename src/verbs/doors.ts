// The acting doors that verbs open, each loaded when it is needed.
import type { Emit } from '../base/core.ts';
import type * as Check from '../check/index.ts';
import type * as Lab from '../lab/index.ts';
import type * as ReportText from '../report/core.ts';
import type * as ReportFile from '../report/index.ts';
import type { DrillResult } from '../report/core.ts';
import type { Scenario } from '../scenario/core.ts';

export type { DrillResult } from '../report/core.ts';
export type { HostedState } from '../lab/index.ts';

export interface RunDrillOptions {
  /** Folder of all runs; the run's own folder is `<runsDir>/<scenario>/<time>`, and `latest` beside it points there. */
  readonly runsDir: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly seed?: number;
}

export interface DrillDoor {
  /** Installs the librdkafka client into the cache; harmless when it is there. */
  readonly installLibrdkafka: () => Promise<{ readonly python: string; readonly version: string }>;
  readonly runDrill: (
    scenario: Scenario,
    options: RunDrillOptions,
  ) => Promise<{ readonly result: DrillResult; readonly directory: string }>;
}

export async function openDrill(): Promise<DrillDoor> {
  // @ts-ignore: AWAITED in test/architecture/awaited.ts
  return (await import('../drill/index.ts')) as DrillDoor;
}

export const openCheck = async (): Promise<typeof Check> => import('../check/index.ts');
export const openReportText = async (): Promise<typeof ReportText> => import('../report/core.ts');
export const openReportFile = async (): Promise<typeof ReportFile> => import('../report/index.ts');
export const openLab = async (): Promise<typeof Lab> => import('../lab/index.ts');
