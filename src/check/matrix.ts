// The allowed-anomaly matrix: which class an architecture forbids, allows within a budget, expects, or cannot have.
import { ANOMALIES } from './anomalies.ts';
import type { Allowed, AnomalyName } from './result.ts';

/** Rows as in Scenario.ArchitectureRow. */
export const ARCHITECTURES = [
  'active-passive-preserving',
  'active-passive-translating',
  'active-active',
  'stretched',
  'planned',
  'single-cluster',
] as const;

export type Architecture = (typeof ARCHITECTURES)[number];

type Letter = 'F' | 'B' | 'E' | '-';
const MEANS: Readonly<Record<Letter, Allowed>> = { F: 'forbidden', B: 'budget', E: 'expected', '-': 'not-applicable' };

/** Columns in the order of ARCHITECTURES. The compiler refuses a class without a row. */
const MATRIX: Readonly<Record<AnomalyName, readonly [Letter, Letter, Letter, Letter, Letter, Letter]>> = {
  'lost.tail': ['B', 'B', 'B', '-', 'F', '-'],
  'lost.hole': ['F', 'F', 'F', '-', 'F', '-'],
  'lost.in-cluster': ['F', 'F', 'F', 'F', 'F', 'F'],
  'lost.overwritten': ['F', 'F', 'F', 'F', 'F', 'F'],
  'acked.not-written': ['F', 'F', 'F', 'F', 'F', 'F'],
  phantom: ['F', 'F', 'F', 'F', 'F', 'F'],
  corrupt: ['F', 'F', 'F', 'F', 'F', 'F'],
  'dup.retry': ['F', 'F', 'F', 'F', 'F', 'F'],
  'dup.link': ['F', 'B', 'B', '-', 'F', '-'],
  'dup.loop': ['F', 'F', 'F', '-', 'F', '-'],
  'dup.replay': ['B', 'B', 'B', '-', 'F', '-'],
  'dup.failback': ['F', 'F', 'F', '-', 'F', '-'],
  'dup.recovered': ['E', 'E', 'E', '-', 'E', '-'],
  'dup.switch': ['E', 'E', 'E', '-', 'F', '-'],
  reorder: ['F', 'F', 'F', 'F', 'F', 'F'],
  'reorder.switch': ['E', 'E', 'E', '-', 'E', '-'],
  'reorder.recovered': ['E', 'E', 'E', '-', 'E', '-'],
  diverged: ['F', '-', '-', '-', 'F', '-'],
  'translation.bad': ['F', 'F', 'F', '-', 'F', '-'],
  skipped: ['F', 'F', 'F', 'F', 'F', 'F'],
  'redelivered.uncommitted': ['B', 'B', 'B', 'B', 'B', 'B'],
  'redelivered.committed': ['B', 'B', 'B', 'B', 'B', 'B'],
  rewound: ['F', 'F', 'F', 'F', 'F', 'F'],
  'commit.regression': ['F', 'F', 'F', 'F', 'F', 'F'],
  'commit.epoch-ahead': ['F', 'F', 'F', '-', 'F', '-'],
  'dual.write': ['F', 'F', '-', 'F', 'F', '-'],
  'dual.processing': ['F', 'F', 'F', 'F', 'F', '-'],
  'aborted.visible': ['F', 'F', 'F', 'F', 'F', 'F'],
  'torn.txn': ['F', 'F', 'F', 'F', 'F', 'F'],
  'txn.hanging': ['F', 'F', 'F', 'F', 'F', 'F'],
  stuck: ['F', 'F', 'F', 'F', 'F', 'F'],
  ambiguous: ['E', 'E', 'E', 'E', 'E', 'E'],
};

/** How a class is treated. An architecture that nobody declared gets the strictest reading: everything forbidden but what is inherent. */
export function allowedFor(architecture: string, anomaly: AnomalyName): Allowed {
  const column = ARCHITECTURES.findIndex((name) => name === architecture);
  const letter = MATRIX[anomaly][column];
  if (letter !== undefined) return MEANS[letter];
  return MATRIX[anomaly].every((each) => each !== 'F') ? 'expected' : 'forbidden';
}

/** The matrix as a Markdown table. */
export function renderMatrix(): string {
  const head = ['class', ...ARCHITECTURES];
  const rows = ANOMALIES.map(({ name }) => [`\`${name}\``, ...ARCHITECTURES.map((row) => allowedFor(row, name))]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** docs/anomalies.md: generated, compared by a test. */
export function renderAnomalyDocs(): string {
  const classes = ANOMALIES.map(
    ({ name, meaning, definition, metric }) =>
      `### \`${name}\`\n\n${meaning}\n\n${definition}\n\n${metric === null ? 'Reported; no objective counts it.' : `Where forbidden, it counts for the objective \`${metric}\`.`}\n`,
  );
  return [
    '# Anomaly classes\n',
    'Generated from `src/check/anomalies.ts`; do not edit. How the checker decides which site answered, and what it does with missing evidence: `src/check/SPEC.md`.\n',
    '## What each architecture allows\n',
    'forbidden: one occurrence fails the run. budget: allowed, its size is what an objective limits. expected: inherent, reported. not-applicable: not looked for.\n',
    `${renderMatrix()}\n`,
    '## Definitions\n',
    classes.join('\n'),
  ].join('\n');
}
