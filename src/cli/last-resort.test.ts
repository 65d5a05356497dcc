// Tests of the last resort: an uncaught error is 70 and not a verdict; a reader that goes away is nobody's failure.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { BIN } from './fixtures/program.ts';

test('an error that nobody catches ends the program with 70, with its words', () => {
  const fixture = join(import.meta.dirname, 'fixtures/slow-verb.ts');
  const { status, stderr } = spawnSync(process.execPath, [fixture, 'stumble'], { encoding: 'utf8', timeout: 20_000 });

  assert.equal(status, 70);
  assert.match(stderr, /TIDE_CLI_INTERNAL/);
  assert.match(stderr, /nobody catches this/);
  assert.match(stderr, /exit 70 INTERNAL\n$/);
});

test('a reader that goes away at once is no failure', () => {
  const pipeline = `"${process.execPath}" "${BIN}" drill run --help | true; exit "\${PIPESTATUS[0]}"`;
  const { status, stderr } = spawnSync('bash', ['-c', pipeline], { encoding: 'utf8', timeout: 20_000 });

  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
});
