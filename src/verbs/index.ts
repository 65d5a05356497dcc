// The acting door of verbs: each verb is loaded when it is called.
import type { Deployment } from '../config/core.ts';
import type { ConfigValidateResult } from './config-validate.ts';
import type { DrillCheckInput, DrillCheckResult } from './drill-check.ts';
import type { ListedScenario } from './drill-list.ts';
import type { DrillReportInput, DrillReportResult } from './drill-report.ts';
import type { DrillRunInput, DrillRunResult } from './drill-run.ts';
import type { DrillResult, HostedState } from './doors.ts';
import type { Host } from './host.ts';
import type { LabExecInput, LabUpInput } from './lab.ts';
import type { VersionResult } from './show-version.ts';

export type { ConfigValidateResult, DrillCheckInput, DrillCheckResult, DrillReportInput, DrillReportResult };
export type {
  DrillResult,
  DrillRunInput,
  DrillRunResult,
  Host,
  HostedState,
  LabExecInput,
  LabUpInput,
  ListedScenario,
  VersionResult,
};
export type { TextOptions } from './text-of-result.ts';

export async function drillRun(input: DrillRunInput, host: Host): Promise<DrillRunResult> {
  return (await import('./drill-run.ts')).drillRun(input, host);
}

export async function drillList(): Promise<readonly ListedScenario[]> {
  return (await import('./drill-list.ts')).drillList();
}

export async function drillCheck(input: DrillCheckInput, host: Host): Promise<DrillCheckResult> {
  return (await import('./drill-check.ts')).drillCheck(input, host);
}

export async function drillReport(input: DrillReportInput, host: Host): Promise<DrillReportResult> {
  return (await import('./drill-report.ts')).drillReport(input, host);
}

export async function configValidate(
  input: { readonly file: string },
  host: Pick<Host, 'cwd'>,
): Promise<ConfigValidateResult> {
  return (await import('./config-validate.ts')).configValidate(input, host);
}

export async function configPrint(input: { readonly file: string }, host: Pick<Host, 'cwd'>): Promise<Deployment> {
  return (await import('./config-print.ts')).configPrint(input, host);
}

export async function showVersion(): Promise<VersionResult> {
  return (await import('./show-version.ts')).showVersion();
}

export async function labUp(input: LabUpInput, host: Host): Promise<HostedState> {
  return (await import('./lab.ts')).labUp(input, host);
}

export async function labStatus(input: { readonly name?: string | undefined }): Promise<readonly HostedState[]> {
  return (await import('./lab.ts')).labStatus(input);
}

export async function labExec(input: LabExecInput): Promise<number> {
  return (await import('./lab.ts')).labExec(input);
}

export async function labDown(input: { readonly name: string }): Promise<void> {
  return (await import('./lab.ts')).labDown(input);
}

/** The end of a drill as text, for terminals; the report room's own rendering. */
export { textOfResult } from './text-of-result.ts';
