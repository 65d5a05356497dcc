// npm run soak: fault-free drills one after the other; every finding of the checker would be a false alarm. Ends with 1 at the first run that is not clean.
// Usage: npm run soak -- [--runs 10] [--before 5s] [--after 15s]
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatCount, parseDuration } from '../src/base/core.ts';
import { runDrill } from '../src/drill/index.ts';
import { scenarioNamed, withOverrides } from '../src/scenario/core.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    before: { type: 'string', default: '5s' },
    after: { type: 'string', default: '15s' },
  },
});
const scenario = withOverrides(scenarioNamed('calm'), {
  beforeMs: parseDuration(values.before),
  afterMs: parseDuration(values.after),
});
const runsDir = await mkdtemp(join(tmpdir(), 'tideover-soak-'));
let passed = 0;
const runs = Number(values.runs);
for (let run = 1; run <= runs; run += 1) {
  const { result, directory } = await runDrill(scenario, { runsDir, emit: () => undefined });
  const found = result.check.anomalies.filter((each) => each.count > 0 && each.allowed !== 'expected');
  const words = found.map((each) => `${each.name} ${each.count}`).join(', ') || 'nothing found';
  console.log(
    `run ${run}: ${result.outcome}, ${formatCount(result.check.totals.acknowledged)} records acknowledged, ${words}; ${directory}`,
  );
  if (result.outcome === 'pass') passed += 1;
}
console.log(`${passed} passed, ${runs - passed} failed`);
process.exitCode = passed === runs ? 0 : 1;
