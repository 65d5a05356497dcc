// Tests of the text rendering: the block of product.md, unknown that is never 0, widths, colour.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { siblingFile } from '../base/index.ts';
import { judge } from '../objectives/core.ts';
import type { Measurement, Objective } from '../objectives/core.ts';
import { renderText } from './core.ts';
import type { DrillResult, TextOptions } from './core.ts';
import { warningsOf } from './warnings-block.ts';

const golden = JSON.parse(
  await readFile(siblingFile(import.meta.url, './goldens/region-loss.json'), 'utf8'),
) as DrillResult;
const PLAIN: TextOptions = { colour: false, width: null, wide: false, reportPath: null };

const row = (metric: Objective['metric'], unit: Objective['unit'], limit: number, value: number, detail: string) => {
  const measurement: Measurement = { metric, tier: '*', value, unit, errorBound: 0, basis: 'measured', detail };
  return judge({ tier: '*', metric, limit, unit }, measurement);
};

test('the OBJECTIVES block has the form that product.md shows, to the column', () => {
  const result: DrillResult = {
    ...golden,
    verdicts: [
      row('rpo', 'ms', 5000, 40, '37 of 41,802 acknowledged records were only in paris; all recovered'),
      row('rto', 'ms', 60_000, 11_300, 'unused: the split is written'),
      row(
        'groups',
        'violations',
        0,
        0,
        '3 groups resumed at the record they had committed; 0 skipped, 112 delivered again',
      ),
      row(
        'failback',
        'violations',
        0,
        0,
        '0 lost, 0 overwritten; both regions equal in 24 of 24 partitions (41,802 records compared)',
      ),
    ],
    check: {
      ...golden.check,
      rto: { detect: 6100, decide: 400, fence: 900, promote: 700, redirect: 200, clients: 3000, total: 11_300 },
    },
  };

  const text = renderText(result, { ...PLAIN, reportPath: 'runs/region-loss/latest/report.html' });

  assert.equal(
    text.slice(text.indexOf('OBJECTIVES')),
    `OBJECTIVES
  ✓ rpo    <= 5s      0.04 s (37 of 41,802 acknowledged records were only in paris; all recovered)
  ✓ rto    <= 60s     11.3 s (detect 6.1, decide 0.4, fence 0.9, promote 0.7, redirect 0.2, clients 3.0)
  ✓ groups exact      3 groups resumed at the record they had committed; 0 skipped, 112 delivered again
  ✓ failback          0 lost, 0 overwritten; both regions equal in 24 of 24 partitions (41,802 records compared)
REPORT  runs/region-loss/latest/report.html
`,
  );
});

test('an unknown value is written as unknown with why and what next, never as a number', () => {
  const objective: Objective = { tier: 'gold', metric: 'rpo', limit: 1000, unit: 'ms' };
  const measurement: Measurement = {
    metric: 'rpo',
    tier: 'gold',
    value: null,
    unit: 'ms',
    errorBound: 0,
    basis: 'measured',
    detail: '',
    unknown: { why: 'paris was not read', next: 'tideover drill check runs/x' },
  };

  const text = renderText({ ...golden, verdicts: [judge(objective, measurement)] }, PLAIN);

  assert.match(text, /\? rpo gold <= 1s {6}unknown \(paris was not read; next: tideover drill check runs\/x\)/);
});

test('a forbidden anomaly is warned of with its count and its first example', () => {
  const anomalies = golden.check.anomalies.map((finding) =>
    finding.name === 'lost.hole'
      ? {
          ...finding,
          count: 1234,
          outcome: 'fail' as const,
          examples: [
            {
              site: 'london',
              topic: 'orders',
              partition: 3,
              offset: 77,
              id: 'orders-1/3/70',
              t: null,
              say: 'a later record arrived',
            },
          ],
        }
      : finding,
  );

  const warnings = warningsOf({ ...golden, check: { ...golden.check, anomalies } });

  assert.deepEqual(warnings, [
    'lost.hole: 1,234 where none is allowed; first: orders-3 offset 77 at london (orders-1/3/70): a later record arrived',
  ]);
});

test('a green run as expected has no warnings', () => {
  assert.deepEqual(warningsOf(golden), []);
});

test('no line of sentences is wider than the terminal, and colour changes no visible character', () => {
  for (const width of [60, 80, 110]) {
    const plain = renderText(golden, { ...PLAIN, width });
    const painted = renderText(golden, { ...PLAIN, width, colour: true });

    const blocks = plain.slice(plain.indexOf('NOT SHOWN'));
    assert.ok(
      blocks.split('\n').every((line) => line.length <= width),
      `${width}`,
    );
    // oxlint-disable-next-line no-control-regex -- the escape character is what colour consists of
    assert.equal(painted.replaceAll(/\u001b\[\d+m/g, ''), plain);
  }
});
