// The list, the matrix and the docs page agree with each other and with the folder.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import test from 'node:test';
import { siblingFile } from '../base/index.ts';
import { ANOMALIES, ARCHITECTURES, allowedFor, renderAnomalyDocs, renderMatrix } from './core.ts';

// The shape of a row, and what several rows share.
const NOT_CLASSES = new Set(['anomaly.ts', 'copies-of.ts', 'redeliveries-of.ts']);

test('each file in anomalies/ is in the list, under the name of its class', async () => {
  const files = (await readdir(siblingFile(import.meta.url, './anomalies'))).filter((name) => !NOT_CLASSES.has(name));
  const expected = ANOMALIES.map(({ name }) => `${name.replaceAll('.', '-')}.ts`);
  assert.deepEqual(files.toSorted(), expected.toSorted());
});

test('CHECK-6: some classes are forbidden in every architecture, and loss inside a cluster is one of them', () => {
  for (const name of [
    'lost.in-cluster',
    'phantom',
    'lost.overwritten',
    'torn.txn',
    'commit.regression',
    'stuck',
    'skipped',
    'corrupt',
  ] as const) {
    for (const row of ARCHITECTURES) assert.equal(allowedFor(row, name), 'forbidden', `${name} in ${row}`);
  }
  assert.equal(allowedFor('active-passive-translating', 'lost.tail'), 'budget');
  assert.equal(allowedFor('planned', 'lost.tail'), 'forbidden');
  assert.equal(allowedFor('active-passive-translating', 'diverged'), 'not-applicable');
});

test('CHECK-6: an architecture without a row is read strictly', () => {
  assert.equal(allowedFor('somebody-elses', 'lost.hole'), 'forbidden');
  assert.equal(allowedFor('somebody-elses', 'ambiguous'), 'expected');
});

test('the matrix prints one row per class', () => {
  assert.equal(renderMatrix().split('\n').length, ANOMALIES.length + 2);
});

test('docs/anomalies.md is what the list says (README.md of this room has the command that writes it)', async () => {
  const page = await readFile(siblingFile(import.meta.url, '../../docs/anomalies.md'), 'utf8');
  assert.equal(page, renderAnomalyDocs());
});
