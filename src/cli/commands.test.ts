// Tests of the commands that need no Kafka: data on stdout, in text and in JSON.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertGolden } from '../../test/tree/golden.ts';
import { SCENARIOS } from '../scenario/core.ts';
import { tideover } from './fixtures/program.ts';

test('drill list prints every scenario as aligned columns, and nothing on stderr', () => {
  const { code, out, err } = tideover(['drill', 'list']);

  assert.deepEqual([code, err], [0, '']);
  assertGolden(import.meta.dirname, 'drill-list.txt', out);
});

test('drill list -o json is one document with a format version', () => {
  const { scenarios, formatVersion } = JSON.parse(tideover(['drill', 'list', '-o', 'json']).out) as {
    scenarios: { name: string }[];
    formatVersion: string;
  };

  assert.equal(formatVersion, '1.0');
  assert.deepEqual(
    scenarios.map((scenario) => scenario.name),
    SCENARIOS.map((scenario) => scenario.name),
  );
});

test('config print shows defaults and no secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tideover-cli-'));
  const file = join(folder, 'tideover.yaml');
  writeFileSync(
    file,
    `apiVersion: tideover/v1
kind: Deployment
metadata: { name: payments }
spec:
  sites: [{ name: paris, role: primary }, { name: london, role: standby }]
  clusters:
    - { name: paris, site: paris, bootstrap: ['paris:9092'], properties: { sasl.jaas.config: 'x required password="pre\${env:P}";' } }
    - { name: london, site: london, bootstrap: ['london:9092'] }
  objectives: [{ tier: '*', rpo: 5s, rto: 1m }]
`,
  );

  const { code, out } = tideover(['config', 'print'], folder);

  assert.equal(code, 0);
  assert.match(out, /rpo: 5000/);
  assert.match(out, /lostAfter: 5000/);
  assert.match(out, /sasl\.jaas\.config: "\[redacted\]"/);
  assert.doesNotMatch(out, /pre\$/);
});

test('version says which Tideover and which Node', () => {
  assert.match(tideover(['version']).out, /^tideover \d+\.\d+\.\d+ \(Node 2\d\.\d+\.\d+\)\n$/);
  assert.match(tideover(['--version']).out, /^\d+\.\d+\.\d+\n$/);
});

test('a run that is not there is one error that lists the runs that are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tideover-runs-'));
  mkdirSync(join(folder, 'runs/region-loss/latest/history'), { recursive: true });

  for (const verb of ['check', 'report']) {
    const { code, out, err } = tideover(['drill', verb, 'nowhere'], folder);

    assert.deepEqual([code, out], [64, '']);
    assert.match(err, /^error TIDE_VERBS_NO_RUN\n {2}what {2}There is no run at nowhere\.\n/);
    assert.match(err, /next {2}Runs found: region-loss\n/);
  }
});
