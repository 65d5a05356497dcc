// Verbs lab up, status, exec and down: real Kafka on this machine, to try things by hand.
import { scenarioNamed, withOverrides } from '../scenario/core.ts';
import type { ScenarioOverrides } from '../scenario/core.ts';
import { openLab } from './doors.ts';
import type { HostedState } from './doors.ts';
import { verbsError } from './errors.ts';
import type { Host } from './host.ts';

export interface LabUpInput {
  readonly name: string;
  readonly overrides: Pick<ScenarioOverrides, 'brokers' | 'kafkaVersion' | 'security' | 'latencyMs'>;
}

/** The sites of region-loss, without its workload. */
export async function labUp(input: LabUpInput, host: Host): Promise<HostedState> {
  const { topology } = withOverrides(scenarioNamed('region-loss'), input.overrides);
  const door = await openLab();
  try {
    return await door.labUp({ name: input.name, topology, emit: host.emit, signal: host.signal });
  } catch (error) {
    if (!host.signal.aborted) throw error;
    const left = 'What had been started was stopped again; nothing runs.';
    throw verbsError('TIDE_VERBS_INTERRUPTED', { verb: 'lab up', left, next: 'Run it again: tideover lab up' }, error);
  }
}

/** All labs of this user, or the named one; one whose host process died is told as failed. */
export async function labStatus(input: { readonly name?: string | undefined }): Promise<readonly HostedState[]> {
  return (await openLab()).labStatus(input.name);
}

export interface LabExecInput {
  readonly name: string;
  readonly site: string;
  /** A short name of Kafka's tools (`topics`, `console-consumer`, ...) or a program, with its arguments. */
  readonly command: readonly string[];
  /** Work as the administrator, through the listener for tools. */
  readonly admin: boolean;
}

/** Runs a command as if it stood at a site; its input and output are those of this process. Returns its exit code. */
export async function labExec({ name, site, command: [command = '', ...args], admin }: LabExecInput): Promise<number> {
  return (await openLab()).labExec({ name, site, command, args, admin });
}

export async function labDown(input: { readonly name: string }): Promise<void> {
  await (await openLab()).labDown(input.name);
}
