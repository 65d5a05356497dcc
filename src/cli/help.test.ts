// Tests of help: every text is a golden; how soon the first one comes is measured.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { assertGolden } from '../../test/tree/golden.ts';
import { BIN, tideover } from './fixtures/program.ts';
import { buildProgram, forAll } from './program.ts';

const paths: string[][] = [];
forAll(buildProgram(), (command) => {
  const path: string[] = [];
  for (let at = command; at.parent !== null; at = at.parent) path.unshift(at.name());
  paths.push(path);
});

for (const path of paths) {
  const line = ['tideover', ...path, '--help'].join(' ');
  test(`${line} prints its golden text to stdout`, () => {
    const { code, out, err } = tideover([...path, '--help']);

    assert.equal(code, 0);
    assert.equal(err, '');
    assertGolden(import.meta.dirname, `help${path.map((word) => `-${word}`).join('')}.txt`, out);
  });
}

/** Best of five starts, milliseconds: the figure is the program's, not that of whatever else runs on this machine. */
function bestStart(args: readonly string[]): number {
  const times = Array.from({ length: 5 }, () => {
    const start = process.hrtime.bigint();
    assert.equal(spawnSync(process.execPath, args).status, 0);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return Math.min(...times);
}

// Measured and told, not asserted: a busy machine would make it fail. What makes a start slow is asserted where it is
// exact: test/architecture/lazy.test.ts allows --help one package.
test('--help is meant to end within 150 ms, where a bare Node starts within 40 ms', (t) => {
  const bare = bestStart(['-e', '0']);
  const help = bestStart([BIN, '--help']);

  t.diagnostic(`--help ${help.toFixed(0)} ms, bare Node ${bare.toFixed(0)} ms`);
});

test('a group of commands without a command prints its help on stderr and ends as a usage error', () => {
  const { code, out, err } = tideover(['drill']);

  assert.equal(code, 64);
  assert.equal(out, '');
  assert.match(err, /^Usage: tideover drill/);
});
