// The figures of one run, read from its directory; both the drill and a later check make them in this way.
import type { CheckResult } from '../check/core.ts';
import type { Figure, WayBackShow } from '../report/core.ts';
import type { Scenario } from '../scenario/core.ts';
import { readFigureEvidence } from './figure-evidence.ts';
import { figuresOf } from './figures.ts';
import type { RunDirectory } from './run-directory.ts';

/** Empty for a workload that is not counted. */
export async function figuresOfRun(
  run: RunDirectory,
  scenario: Scenario,
  check: CheckResult,
  wayBack: WayBackShow | null,
): Promise<{ readonly figures?: readonly Figure[] }> {
  const { figures } = scenario;
  if (figures === undefined) return {};
  return { figures: figuresOf({ scenario, figures, check, wayBack, evidence: await readFigureEvidence(run) }) };
}
