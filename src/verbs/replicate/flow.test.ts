// Tests of how a flow is found: from a file, from flags, from both.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { flowOf } from './flow.ts';
import type { FlowInput } from './flow.ts';
import { linkOptionsOf } from './settings.ts';

const none = { properties: [] };
const FLAGS: FlowInput = {
  source: { bootstrap: 'a:1,b:2', properties: [] },
  target: { bootstrap: 'c:3', properties: ['client.id=x'] },
  topics: ['orders'],
  groups: [],
  stateDir: '.tideover',
};

function folder(flows: string): string {
  const path = mkdtempSync(join(tmpdir(), 'tideover-flow-'));
  writeFileSync(
    join(path, 'tideover.yaml'),
    `apiVersion: tideover/v1
kind: Deployment
metadata: { name: payments }
spec:
  sites: [{ name: paris, role: primary }, { name: london, role: standby }]
  clusters:
    - { name: paris, site: paris, bootstrap: ['paris:9092'], adminBootstrap: ['paris:9192'] }
    - { name: london, site: london, bootstrap: ['london:9092'] }
  objectives: [{ tier: '*', rpo: 5s, rto: 1m }]
  replication: ${flows}
`,
  );
  return path;
}

const LINK =
  '{ name: p2l, mechanism: link, from: paris, to: london, topics: [orders], properties: { generation: "3" } }';
const MIRROR = '{ name: old, mechanism: mirrormaker2, from: paris, to: london, topics: [x] }';

test('flags alone are a flow', () => {
  const flow = flowOf(FLAGS, mkdtempSync(join(tmpdir(), 'tideover-flow-')));

  assert.deepEqual(flow.flow, {
    name: 'source-to-target',
    source: 'source',
    target: 'target',
    topics: ['orders'],
    groups: [],
  });
  assert.deepEqual([flow.source.bootstrap, flow.target.properties], [['a:1', 'b:2'], { 'client.id': 'x' }]);
  assert.equal(flow.generation, 1);
});

test('the only link of the file is meant; tools use the listener that stays open; flags win', () => {
  const cwd = folder(`[${LINK}, ${MIRROR}]`);
  const input = { source: none, target: none, topics: [], groups: [], stateDir: 's' };

  const flow = flowOf(input, cwd);
  const other = flowOf({ ...input, file: 'tideover.yaml', source: { ...none, bootstrap: 'z:9' }, generation: 4 }, cwd);

  assert.deepEqual([flow.flow.name, flow.source.name, flow.source.bootstrap], ['p2l', 'paris', ['paris:9192']]);
  assert.deepEqual([flow.generation, flow.stateFile], [3, join(cwd, 's/p2l.json')]);
  assert.deepEqual([other.source.bootstrap, other.generation, other.target.bootstrap], [['z:9'], 4, ['london:9092']]);
});

test('a flow that is not there, not a link, or one of several is one clear error', () => {
  const input = { source: none, target: none, topics: [], groups: [], stateDir: 's' };
  const second = LINK.replace('p2l', 'second');

  assert.throws(() => flowOf({ ...input, flow: 'p21' }, folder(`[${LINK}]`)), {
    code: 'TIDE_REPLICATE_NO_FLOW',
    next: 'Did you mean --flow p2l?',
  });
  assert.throws(() => flowOf({ ...input, flow: 'old' }, folder(`[${MIRROR}]`)), { code: 'TIDE_REPLICATE_NOT_LINK' });
  assert.throws(() => flowOf(input, folder(`[${LINK}, ${second}]`)), { code: 'TIDE_REPLICATE_NO_FLOW' });
  assert.throws(() => flowOf({ ...FLAGS, target: none }, folder('[]')), { code: 'TIDE_REPLICATE_NO_CLUSTER' });
});

test('a secret in a flag is refused, a reference to one is not', () => {
  const given = (property: string): FlowInput => ({ ...FLAGS, source: { bootstrap: 'a:1', properties: [property] } });

  assert.throws(
    () => flowOf(given('ssl.key.password=hunter2'), '.'),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'TIDE_REPLICATE_SECRET_IN_FLAG');
      return !JSON.stringify(error).includes('hunter2');
    },
  );
  assert.throws(() => flowOf(given('ssl.key.password=${env:TIDEOVER_NOT_SET}'), '.'), {
    code: 'TIDE_CONFIG_SECRET_MISSING',
  });
});

test('properties of a flow are checked by name and value; flags win', () => {
  const flow = flowOf(FLAGS, '.');
  const options = linkOptionsOf(
    { ...flow, settings: { fillers: 'hidden', throttle: '50MB', acks: '1' } },
    { acks: -1 },
  );

  assert.deepEqual([options.fillers, options.throttleBytesPerSecond, options.acks], ['hidden', 50_000_000, -1]);
  for (const settings of [{ filers: 'hidden' }, { fillers: 'some' }, { throttle: 'fast' }, { acks: '2' }])
    assert.throws(() => linkOptionsOf({ ...flow, settings }, {}), { code: 'TIDE_REPLICATE_OPTION' });
  assert.throws(() => linkOptionsOf({ ...flow, generation: 0 }, {}), { code: 'TIDE_REPLICATE_OPTION' });
});
