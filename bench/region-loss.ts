// Repeats region-loss and prints RPO and RTO with their spread, for docs/benchmarks.md.
// Usage: node bench/region-loss.ts [--runs 3] [--manner silent|killed] [--scenario region-loss] [--mechanism link|mirrormaker2] [--failback recreate|shift|none]
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDrill } from '../src/drill/index.ts';
import type { DrillResult } from '../src/report/core.ts';
import { scenarioNamed, withOverrides } from '../src/scenario/core.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    manner: { type: 'string', default: 'silent' },
    scenario: { type: 'string', default: 'region-loss' },
    mechanism: { type: 'string', default: 'link' },
    failback: { type: 'string', default: 'none' },
  },
});

const manner = values.manner === 'killed' ? 'killed' : 'silent';
const mechanism = values.mechanism === 'mirrormaker2' ? 'mirrormaker2' : 'link';
const failback = values.failback === 'recreate' || values.failback === 'shift' ? values.failback : 'none';
const scenario = withOverrides(scenarioNamed(values.scenario), { manner, mechanism, failback });
const runsDir = await mkdtemp(join(tmpdir(), 'tideover-bench-'));
const results: DrillResult[] = [];
for (let run = 1; run <= Number(values.runs); run += 1) {
  const { result } = await runDrill(scenario, { runsDir, emit: () => undefined });
  results.push(result);
  console.log(row(`run ${run}`, result));
}
console.log(
  `\nmachine: ${os.cpus().length} x ${os.cpus()[0]?.model}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, runs in ${runsDir}`,
);
console.log(`${scenario.name}, ${manner}, ${mechanism}, failback ${failback}, ${results.length} runs`);
console.log(
  spread(
    'RPO records',
    results.map((r) => r.check.rpo?.records.max ?? null),
    '',
  ),
);
console.log(
  spread(
    'RPO',
    results.map((r) => seconds(r.check.rpo?.ms.max ?? null)),
    ' s',
  ),
);
for (const part of ['detect', 'decide', 'fence', 'promote', 'redirect', 'clients', 'total'] as const) {
  console.log(
    spread(
      `RTO ${part}`,
      results.map((r) => seconds(r.check.rto[part])),
      ' s',
    ),
  );
}
for (const kind of ['node', 'java', 'librdkafka'] as const) {
  for (const role of ['producer', 'group'] as const) {
    const last = results.map((r) => lastOf(r, kind, role));
    if (last.some((value) => value !== undefined))
      console.log(
        spread(
          `${kind} ${role}, last`,
          last.map((value) => seconds(value ?? null)),
          ' s',
        ),
      );
  }
}

function lastOf(result: DrillResult, kind: string, role: string): number | null | undefined {
  const clients = result.check.clients.filter((each) => each.affected && each.kind === kind && each.role === role);
  if (clients.length === 0) return undefined;
  if (clients.some((each) => each.recoveredMs === null)) return null;
  return Math.max(...clients.map((each) => each.recoveredMs!));
}

function row(name: string, result: DrillResult): string {
  const { rpo, rto } = result.check;
  return `${name}: ${result.outcome}, RPO ${rpo?.records.max ?? 'unknown'} records / ${seconds(rpo?.ms.max ?? null) ?? 'unknown'} s, RTO ${seconds(rto.total) ?? 'unknown'} s`;
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

function spread(name: string, values: readonly (number | null)[], unit: string): string {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  if (known.length < values.length)
    return `| ${name} | unknown in ${values.length - known.length} of ${values.length} |`;
  const median = known[Math.floor((known.length - 1) / 2)]!;
  const digits = unit === '' ? 0 : 2;
  return `| ${name} | ${median.toFixed(digits)}${unit} | ${known[0]!.toFixed(digits)} .. ${known.at(-1)!.toFixed(digits)}${unit} |`;
}
