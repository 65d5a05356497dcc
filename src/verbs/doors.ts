// The acting doors that verbs open, each loaded when it is needed; what a verb expects of a room stands here.
import type { Emit } from '../base/core.ts';
import type { CheckResult } from '../check/core.ts';
import type { DrillResult } from '../report/result.ts';
import type { Scenario, TopologySpec } from '../scenario/core.ts';

export type { DrillResult };

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

export interface CheckDoor {
  readonly checkRunDirectory: (directory: string) => Promise<CheckResult>;
}

export interface ReportTextDoor {
  readonly renderText: (
    result: DrillResult,
    options: {
      readonly colour: boolean;
      readonly width: number | null;
      readonly wide: boolean;
      readonly reportPath: string | null;
    },
  ) => string;
}

export interface ReportFileDoor {
  readonly readResult: (path: string) => Promise<DrillResult>;
  readonly writeReport: (directory: string, result: DrillResult) => Promise<unknown>;
}

export async function openDrill(): Promise<DrillDoor> {
  // @ts-ignore: AWAITED in test/architecture/awaited.ts
  return (await import('../drill/index.ts')) as DrillDoor;
}

export async function openCheck(): Promise<CheckDoor> {
  // @ts-ignore: AWAITED in test/architecture/awaited.ts
  return (await import('../check/index.ts')) as CheckDoor;
}

export async function openReportText(): Promise<ReportTextDoor> {
  // @ts-ignore: AWAITED in test/architecture/awaited.ts
  return (await import('../report/core.ts')) as ReportTextDoor;
}

export async function openReportFile(): Promise<ReportFileDoor> {
  // @ts-ignore: AWAITED in test/architecture/awaited.ts
  return (await import('../report/index.ts')) as ReportFileDoor;
}

/** A lab that runs in the background, by name; what is needed of it to print it. */
export interface HostedLab {
  readonly name: string;
  readonly status: 'starting' | 'ready' | 'stopping' | 'failed';
  readonly lab: {
    readonly kafkaVersion: string;
    readonly runDir: string;
    readonly serviceBootstrap: readonly string[];
    readonly sites: readonly {
      readonly name: string;
      readonly role: string;
      readonly bootstrap: readonly string[];
      readonly adminBootstrap: readonly string[];
      readonly clientListener: 'open' | 'closed' | 'down';
    }[];
  } | null;
}

export interface LabDoor {
  readonly labUp: (options: {
    readonly name: string;
    readonly topology: TopologySpec;
    readonly emit: Emit;
    readonly signal: AbortSignal;
  }) => Promise<HostedLab>;
  readonly labStatus: (name?: string) => readonly HostedLab[];
  /** Resolves to the exit code of the command; Ctrl-C is the command's. */
  readonly labExec: (options: {
    readonly name: string;
    readonly site: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly admin?: boolean;
  }) => Promise<number>;
  readonly labDown: (name: string) => Promise<void>;
}

export async function openLab(): Promise<LabDoor> {
  // @ts-ignore: AWAITED in test/architecture/awaited.ts
  return (await import('../lab/index.ts')) as LabDoor;
}
