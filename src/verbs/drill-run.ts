// Verb drill run: plays a scenario on real Kafka and returns the result with its verdicts.
import { resolve } from 'node:path';
import { didYouMean } from '../config/core.ts';
import { loadDeployment } from '../config/index.ts';
import { scenarioNamed, withOverrides } from '../scenario/core.ts';
import type { Scenario, ScenarioOverrides } from '../scenario/core.ts';
import { shown } from './config-validate.ts';
import { overridesOf } from './deployment-overrides.ts';
import { openDrill } from './doors.ts';
import type { DrillResult } from './doors.ts';
import { verbsError } from './errors.ts';
import type { Host } from './host.ts';

export interface DrillRunInput {
  readonly scenario: string;
  /** From flags; they win over the file. */
  readonly overrides: ScenarioOverrides;
  /** tideover.yaml to take objectives, lab and workload from. */
  readonly file?: string | undefined;
  readonly runsDir: string;
  readonly seed?: number | undefined;
  /** Install the librdkafka client first. */
  readonly withLibrdkafka: boolean;
  /** Count again with Kafka's own console consumer. */
  readonly secondOpinion: boolean;
  /** Keep the brokers' data folders. */
  readonly keepData: boolean;
}

export interface DrillRunResult {
  readonly result: DrillResult;
  readonly directory: string;
}

/** The scenario with the file's and the flags' changes. Throws what config and scenario throw; touches nothing but the file. */
export function plannedScenario(input: Pick<DrillRunInput, 'scenario' | 'overrides' | 'file'>, cwd: string): Scenario {
  const scenario = scenarioNamed(input.scenario, didYouMean);
  const fromFile = input.file === undefined ? {} : overridesOf(loadDeployment(shown(input.file, cwd)), scenario);
  const fromFlags = Object.fromEntries(Object.entries(input.overrides).filter(([, value]) => value !== undefined));
  return withOverrides(scenario, { ...fromFile, ...fromFlags });
}

export async function drillRun(input: DrillRunInput, host: Host): Promise<DrillRunResult> {
  const scenario = plannedScenario(input, host.cwd);
  const { installLibrdkafka, runDrill } = await openDrill();
  if (input.withLibrdkafka) await installLibrdkafka();
  const runsDir = resolve(host.cwd, input.runsDir);
  try {
    return await runDrill(scenario, {
      runsDir,
      emit: host.emit,
      signal: host.signal,
      secondOpinion: input.secondOpinion,
      keepData: input.keepData,
      ...(input.seed === undefined ? {} : { seed: input.seed }),
    });
  } catch (error) {
    if (!host.signal.aborted) throw error;
    throw verbsError(
      'TIDE_VERBS_INTERRUPTED',
      {
        verb: `The drill ${scenario.name}`,
        left: `Every process of the lab was stopped and nothing runs any more. What was recorded until then stays under ${runsDir}; there is no verdict.`,
        next: `Run it again: tideover drill run ${scenario.name}`,
      },
      error,
    );
  }
}
