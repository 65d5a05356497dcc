// Tests of Ctrl-C: the first one cleans up and says what was left, the second one ends at once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { tied } from '../../test/lab/tied.ts';

interface Ended {
  readonly code: number | null;
  readonly err: string;
}

/** Starts the fixture, waits for its first words, sends the signals one after the other (each when the one before was answered), waits for the end. */
async function interrupted(verb: string, signals: readonly NodeJS.Signals[]): Promise<Ended> {
  const program = join(import.meta.dirname, 'fixtures/slow-verb.ts');
  const child = spawn(...tied(process.execPath, [program, verb]), { stdio: 'pipe' });
  let err = '';
  let answers = -1;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    const lines = err.split('\n').length - 1;
    while (answers < lines - 1 && answers < signals.length - 1) {
      answers += 1;
      child.kill(signals[answers]);
    }
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, err };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`the first ${signal} stops cleanly, says what was left, and ends with 130`, { timeout: 20_000 }, async () => {
    const { code, err } = await interrupted('wait', [signal]);

    assert.equal(code, 130);
    assert.match(err, new RegExp(`${signal}: stopping and cleaning up; once more to end at once\n`));
    assert.match(
      err,
      /error TIDE_TEST_INTERRUPTED\n {2}what {2}slow wait was interrupted\.\n {2}why {3}Nothing was left\.\n/,
    );
    assert.match(err, /\nexit 130 INTERRUPTED\n$/);
  });
}

test('the second Ctrl-C ends a program that does not stop', { timeout: 20_000 }, async () => {
  const { code, err } = await interrupted('deaf', ['SIGINT', 'SIGINT']);

  assert.equal(code, 130);
  assert.match(err, /SIGINT again: ending at once/);
});
