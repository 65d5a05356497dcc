// Tests of errors as people and programs read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertGolden } from '../../test/tree/golden.ts';
import { TideError } from '../base/core.ts';
import { tideover } from './fixtures/program.ts';
import { errorObject, renderError } from './render-error.ts';
import { asTideError } from './run-verb.ts';

const cases: Readonly<Record<string, readonly string[]>> = {
  'unknown-scenario': ['drill', 'run', 'region-los'],
  'unknown-option': ['drill', 'run', 'region-loss', '--rat', '5'],
  'unknown-command': ['dril', 'run'],
  'bad-duration': ['drill', 'run', 'region-loss', '--before', '20'],
  'bad-choice': ['drill', 'run', 'region-loss', '--manner', 'quietly'],
  'missing-argument': ['drill', 'run'],
  'meaningless-override': ['drill', 'run', 'broker-crash', '--manner', 'silent'],
  'too-high': ['drill', 'run', 'region-loss', '--rate', '2000000'],
  'no-file': ['config', 'validate', 'nowhere.yaml'],
  'bad-file': ['config', 'validate', 'src/cli/fixtures/bad.yaml'],
  'bad-file-for-drill': ['drill', 'run', 'region-loss', '--file', 'src/cli/fixtures/bad.yaml'],
};

for (const [name, args] of Object.entries(cases)) {
  test(`tideover ${args.join(' ')}: one clear error on stderr, nothing on stdout`, () => {
    const { code, out, err } = tideover(args);

    assert.equal(out, '');
    assertGolden(import.meta.dirname, `error-${name}.txt`, err);
    assert.match(err, new RegExp(`\nexit ${code} [A-Z]+\n$`), 'the last line names the exit code');
  });
}

test('with -o json the error is the last line on stdout, and stderr is for people still', () => {
  for (const args of [
    ['drill', 'run', 'region-los', '-o', 'json'],
    ['-o', 'json', 'drill', 'run', '--rat', '5'],
  ]) {
    const { code, out, err } = tideover(args);

    const line = JSON.parse(out.trim().split('\n').at(-1)!) as { type: string; error: { code: string; next: string } };
    assert.equal(code, 64);
    assert.equal(line.type, 'error');
    assert.match(line.error.code, /^TIDE_/);
    assert.match(err, /exit 64 USAGE\n$/);
  }
});

test('--quiet keeps errors', () => {
  assert.match(tideover(['drill', 'run', 'region-los', '--quiet']).err, /^error TIDE_SCENARIO_UNKNOWN/);
});

const error = new TideError(
  'TIDE_TEST_X',
  { exit: 'BUSY', retriable: true, what: () => 'One\ntwo.', why: () => 'Because.', next: () => 'Do it.' },
  { topic: 'payments', partition: 3, absent: undefined },
  new Error('outer', { cause: 'inner' }),
);

test('a rendering has code, what, why, next, and whether it may be repeated', () => {
  assert.equal(
    renderError(error, { colour: false, verbose: false }),
    'error TIDE_TEST_X\n  what  One\n        two.\n  why   Because.\n  next  Do it.\n  again The same command may succeed later without any change.',
  );
});

test('verbose adds the fields and the chain of causes', () => {
  const text = renderError(error, { colour: false, verbose: true });

  assert.match(text, /\n {2}with {2}topic=payments partition=3\n/);
  assert.match(text, /\n {2}from {2}Error: outer\n[\s\S]*\n {2}from {2}'inner'$/);
});

test('the JSON form carries the same parts and a format version', () => {
  assert.deepEqual(errorObject(error), {
    formatVersion: '1.0',
    type: 'error',
    error: {
      code: 'TIDE_TEST_X',
      what: 'One\ntwo.',
      why: 'Because.',
      next: 'Do it.',
      exit: 'BUSY',
      retriable: true,
      fields: { topic: 'payments', partition: 3, absent: undefined },
    },
  });
});

test('what nobody expected becomes an internal error with its cause', () => {
  const internal = asTideError(new TypeError('x is not a function'));

  assert.equal(internal.code, 'TIDE_CLI_INTERNAL');
  assert.equal(internal.exit, 'INTERNAL');
  assert.match(internal.message, /TypeError: x is not a function/);
  assert(internal.cause instanceof TypeError);
});
