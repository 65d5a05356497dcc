// The acting doors that verbs open, each loaded when it is needed.
import type * as Check from '../check/index.ts';
import type * as Compare from '../compare/index.ts';
import type * as Divergence from '../divergence/index.ts';
import type * as Drill from '../drill/index.ts';
import type * as Kafka from '../kafka/index.ts';
import type * as Lab from '../lab/index.ts';
import type * as ReportText from '../report/core.ts';
import type * as ReportFile from '../report/index.ts';

export type { DrillResult } from '../report/core.ts';
export type { HostedState } from '../lab/index.ts';

export const openDrill = async (): Promise<typeof Drill> => import('../drill/index.ts');
export const openCheck = async (): Promise<typeof Check> => import('../check/index.ts');
export const openReportText = async (): Promise<typeof ReportText> => import('../report/core.ts');
export const openReportFile = async (): Promise<typeof ReportFile> => import('../report/index.ts');
export const openLab = async (): Promise<typeof Lab> => import('../lab/index.ts');
export const openKafka = async (): Promise<typeof Kafka> => import('../kafka/index.ts');
export const openCompare = async (): Promise<typeof Compare> => import('../compare/index.ts');
export const openDivergence = async (): Promise<typeof Divergence> => import('../divergence/index.ts');
