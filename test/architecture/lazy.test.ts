// Tests of laziness: loading a door never loads the Kafka client (0.4 s), and --help loads commander only.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, typescriptFiles } from '../tree/sources.ts';

const PROBE = join(import.meta.dirname, 'loaded-packages.ts');

function packagesLoadedBy(file: string, ...args: readonly string[]): readonly string[] {
  const output = execFileSync(process.execPath, [PROBE, join(ROOT, file), ...args], {
    encoding: 'utf8',
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output.trim().split('\n').at(-1)!) as readonly string[];
}

for (const door of typescriptFiles.filter((file) => /^src\/[^/]+\/index\.ts$/.test(file) || file === 'src/index.ts')) {
  test(`${door} does not load the Kafka client`, () => {
    assert.equal(
      packagesLoadedBy(door).includes('@platformatic/kafka'),
      false,
      'use import type, and dynamic import() where the client is needed',
    );
  });
}

test('--help loads commander and nothing else', () => {
  assert.deepEqual(packagesLoadedBy('bin/tideover.js', '--help'), ['commander']);
});
