// Tests of help: every text is a golden, and the first one comes at once.
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

test('--help ends within 150 ms', (t) => {
  // The best of several: the figure is the program's, not that of whatever else runs on this machine.
  const times = Array.from({ length: 10 }, () => {
    const start = process.hrtime.bigint();
    spawnSync(process.execPath, [BIN, '--help']);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  t.diagnostic(`best ${Math.min(...times).toFixed(0)} ms, median ${times.toSorted((a, b) => a - b)[5]!.toFixed(0)} ms`);
  assert(Math.min(...times) < 150, `best of ten: ${Math.min(...times).toFixed(0)} ms`);
});

test('a group of commands without a command prints its help on stderr and ends as a usage error', () => {
  const { code, out, err } = tideover(['drill']);

  assert.equal(code, 64);
  assert.equal(out, '');
  assert.match(err, /^Usage: tideover drill/);
});
