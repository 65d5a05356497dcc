// Tests of the shipped examples and of the shipped JSON Schema.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deploymentJsonSchema } from './json-schema.ts';
import { loadClientProperties, loadDeployment } from './load.ts';

const root = join(import.meta.dirname, '../..');

for (const file of readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.yaml'))) {
  test(`examples/${file} names the schema in its first line and is valid`, () => {
    const path = join(root, 'examples', file);

    assert.equal(
      readFileSync(path, 'utf8').split('\n')[0],
      '# yaml-language-server: $schema=../schema/tideover.schema.json',
    );
    const { spec } = loadDeployment(path);
    const london = spec.clusters.find((cluster) => cluster.name === 'london');
    assert(london !== undefined);
    assert.throws(() => loadClientProperties(london, path, {}), { code: 'TIDE_CONFIG_SECRET_MISSING' });
  });
}

test('schema/tideover.schema.json is what the schema generates; run npm run docs to renew it', () => {
  const shipped: unknown = JSON.parse(readFileSync(join(root, 'schema/tideover.schema.json'), 'utf8'));

  assert.deepEqual(shipped, deploymentJsonSchema());
});
