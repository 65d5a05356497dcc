// Tests of parsing a deployment: places of problems, suggestions, references.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTideError } from '../base/core.ts';
import { parseDeployment } from './parse.ts';

const GOOD = `apiVersion: tideover/v1
kind: Deployment
metadata:
  name: payments
spec:
  sites:
    - { name: paris, role: primary }
    - { name: london, role: standby }
  clusters:
    - { name: paris, site: paris, bootstrap: ['paris:9092'] }
    - { name: london, site: london, bootstrap: ['london:9092'] }
  objectives:
    - { tier: '*', rpo: 5s, rto: 1m }
  replication:
    - { name: forward, mechanism: mirrormaker2, from: paris, to: london, topics: [payments] }
`;

function problems(text: string): string {
  try {
    parseDeployment(text, 't.yaml');
  } catch (error) {
    assert(isTideError(error), String(error));
    assert.equal(error.code, 'TIDE_CONFIG_INVALID');
    assert.equal(error.exit, 'CONFIG');
    return String(error.fields['problems']);
  }
  return '';
}

test('a good file parses to milliseconds with its defaults filled in', () => {
  const { spec } = parseDeployment(GOOD, 't.yaml');

  assert.deepEqual(spec.objectives, [{ tier: '*', topics: ['.*'], rpo: 5000, rto: 60_000 }]);
  assert.deepEqual(spec.detection, { interval: 500, timeout: 2000, lostAfter: 5000, vantages: 3 });
  assert.deepEqual(spec.clusters[0]?.properties, {});
});

test('an unknown key is an error at its own line and column, with a suggestion', () => {
  assert.equal(
    problems(GOOD.replace('objectives:', 'objektives:')),
    '  t.yaml:6:3  spec.objectives: objectives is missing\n  t.yaml:12:3  spec.objektives: unknown key objektives; did you mean objectives?',
  );
  assert.match(
    problems(GOOD.replace('rpo: 5s', 'rop: 5s, rpo: 5s')),
    /t\.yaml:13:20 {2}spec\.objectives\[0\]\.rop: unknown key rop; did you mean rpo\?/,
  );
});

test('an unknown key that resembles nothing lists the known keys', () => {
  assert.match(problems(`${GOOD}  zzzzzz: 1\n`), /unknown key zzzzzz; known keys: sites, clusters, objectives/);
});

test('all problems stand in one error, in the order of the file', () => {
  const text = problems(
    GOOD.replace('role: primary', 'role: primry').replace('rpo: 5s', 'rpo: 5').replace("'london:9092'", 'london'),
  );

  const lines = text.split('\n');
  assert.equal(lines.length, 3);
  assert.match(
    lines[0]!,
    /t\.yaml:7:28 {2}spec\.sites\[0\]\.role: expected primary or standby or witness or clients, found primry; did you mean primary\?/,
  );
  assert.match(lines[1]!, /t\.yaml:11:\d+ {2}spec\.clusters\[1\]\.bootstrap\[0\]: expected host:port/);
  assert.match(lines[2]!, /t\.yaml:13:\d+ {2}spec\.objectives\[0\]\.rpo: expected a duration with its unit/);
});

test('a name that points nowhere is a problem with a suggestion', () => {
  assert.match(
    problems(GOOD.replace('to: london', 'to: lndon')),
    /spec\.replication\[0\]\.to: there is no cluster lndon; did you mean london\?/,
  );
  assert.match(problems(GOOD.replace('site: london', 'site: rome')), /there is no site rome; declared: paris, london/);
});

test('a flow to itself, a double name and two primaries are problems', () => {
  assert.match(problems(GOOD.replace('to: london', 'to: paris')), /the flow forward leads from paris to itself/);
  assert.match(
    problems(GOOD.replace('name: london, role: standby', 'name: paris, role: primary')),
    /paris is declared twice[\s\S]*|more than one site/,
  );
});

test('a secret in clear is a problem and its value is not in the message', () => {
  const text = problems(
    GOOD.replace("bootstrap: ['paris:9092']", "bootstrap: ['paris:9092'], properties: { ssl.key.password: hunter2 }"),
  );

  assert.match(text, /ssl\.key\.password holds a secret in clear/);
  assert.doesNotMatch(text, /hunter2/);
});

test('broken YAML is reported with its line, an empty file says what is missing', () => {
  assert.match(problems('a: [1\nb: 2\n'), /t\.yaml:\d+:\d+ {2}\S/);
  assert.match(problems('a: 1\na: 2\n'), /t\.yaml:2:1 {2}Map keys must be unique/);
  assert.notEqual(problems(''), '');
  assert.notEqual(problems('- 1\n'), '');
});
