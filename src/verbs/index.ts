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
import type { FlowInput } from './replicate/flow.ts';
import type { ReplicateForgetInput, ReplicateOrderInput, ReplicateOrderResult } from './replicate/orders.ts';
import type { ReplicatePlan, ReplicatePlanInput } from './replicate/plan.ts';
import type { PromotionPlan, ReplicatePromoteInput, ReplicatePromoteResult } from './replicate/promote.ts';
import type { ReplicateReverseResult } from './replicate/reverse.ts';
import type { ReplicateStartInput, ReplicateStartResult } from './replicate/start.ts';
import type { ReplicateStatus, ReplicateStatusInput } from './replicate/status.ts';
import type { ReplicateVerifyInput, ReplicateVerifyResult } from './replicate/verify.ts';
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
export type {
  FlowInput,
  PromotionPlan,
  ReplicateForgetInput,
  ReplicateOrderInput,
  ReplicateOrderResult,
  ReplicatePlan,
  ReplicatePlanInput,
  ReplicatePromoteInput,
  ReplicatePromoteResult,
  ReplicateReverseResult,
  ReplicateStartInput,
  ReplicateStartResult,
  ReplicateStatus,
  ReplicateStatusInput,
  ReplicateVerifyInput,
  ReplicateVerifyResult,
};
export type { ClusterFlags } from './replicate/flow.ts';
export type { VerifiedPartition } from './replicate/verdict.ts';
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

export async function replicatePlan(input: ReplicatePlanInput, host: Pick<Host, 'cwd'>): Promise<ReplicatePlan> {
  return (await import('./replicate/plan.ts')).replicatePlan(input, host.cwd);
}

export async function replicateStart(
  input: ReplicateStartInput,
  host: Host,
  onPlan: (plan: ReplicatePlan) => void,
): Promise<ReplicateStartResult> {
  return (await import('./replicate/start.ts')).replicateStart(input, host, onPlan);
}

export async function replicateStatus(input: ReplicateStatusInput, host: Pick<Host, 'cwd'>): Promise<ReplicateStatus> {
  return (await import('./replicate/status.ts')).replicateStatus(input, host.cwd);
}

export async function replicateOrder(
  input: ReplicateOrderInput,
  host: Pick<Host, 'cwd'>,
): Promise<ReplicateOrderResult> {
  return (await import('./replicate/orders.ts')).replicateOrder(input, host.cwd);
}

export async function replicateForget(
  input: ReplicateForgetInput,
  host: Pick<Host, 'cwd'>,
): Promise<{ readonly flow: string; readonly topic: string }> {
  return (await import('./replicate/orders.ts')).replicateForget(input, host.cwd);
}

export async function replicatePromote(
  input: ReplicatePromoteInput,
  host: Host,
  onPlan: (plan: PromotionPlan) => void,
): Promise<ReplicatePromoteResult> {
  return (await import('./replicate/promote.ts')).replicatePromote(input, host, onPlan);
}

export async function replicateVerify(input: ReplicateVerifyInput, host: Host): Promise<ReplicateVerifyResult> {
  return (await import('./replicate/verify.ts')).replicateVerify(input, host);
}

export async function replicateReverse(input: FlowInput, host: Host): Promise<ReplicateReverseResult> {
  return (await import('./replicate/reverse.ts')).replicateReverse(input, host);
}

/** The end of a drill as text, for terminals; the report room's own rendering. */
export { textOfResult } from './text-of-result.ts';
