// The list of scenarios; adding one takes a file under scenarios/ and a line here.
import { scenarioError } from './errors.ts';
import { brokerCrash } from './scenarios/broker-crash.ts';
import { calm } from './scenarios/calm.ts';
import { divergentTail } from './scenarios/divergent-tail.ts';
import { regionLoss } from './scenarios/region-loss.ts';
import { regionLossLinkSilent } from './scenarios/region-loss-link-silent.ts';
import { replicationStopped } from './scenarios/replication-stopped.ts';
import type { Scenario } from './shapes.ts';

export const SCENARIOS: readonly Scenario[] = [
  regionLoss,
  divergentTail,
  regionLossLinkSilent,
  brokerCrash,
  replicationStopped,
  calm,
];

/** Throws TIDE_SCENARIO_UNKNOWN with the known names; `near` picks the suggestion. */
export function scenarioNamed(
  name: string,
  near: (word: string, known: readonly string[]) => string | undefined = () => undefined,
): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const known = SCENARIOS.map((scenario) => scenario.name);
  throw scenarioError('TIDE_SCENARIO_UNKNOWN', { name, known: known.join(', '), near: near(name, known) });
}
