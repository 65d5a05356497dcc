// Verbs lab up, status, exec and down: real Kafka on this machine, to try things by hand.
import type { ExitStatus } from '../lab/core.ts';
import { scenarioNamed, withOverrides } from '../scenario/core.ts';
import type { ScenarioOverrides } from '../scenario/core.ts';
import { openLab } from './doors.ts';
import type { HostedLab } from './doors.ts';
import { verbsError } from './errors.ts';
import type { Host } from './host.ts';

export interface LabUpInput {
  readonly name: string;
  readonly overrides: Pick<ScenarioOverrides, 'brokers' | 'kafkaVersion' | 'security' | 'latencyMs'>;
}

/** The sites of region-loss, without its workload. */
export async function labUp(input: LabUpInput, host: Host): Promise<HostedLab> {
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

/** All labs of this user, or the named one. */
export async function labStatus(input: { readonly name?: string | undefined }): Promise<readonly HostedLab[]> {
  return (await openLab()).labStatus(input.name === undefined ? {} : { name: input.name });
}

/** Runs a command with the names of a site; its input and output are those of this process. */
export async function labExec(
  input: { readonly name: string; readonly site: string; readonly command: readonly string[] },
  host: Host,
): Promise<ExitStatus> {
  return (await openLab()).labExec({ ...input, signal: host.signal });
}

export async function labDown(input: { readonly name: string }, host: Host): Promise<void> {
  await (await openLab()).labDown({ name: input.name, emit: host.emit });
}
