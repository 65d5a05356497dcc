// Runs one tool of the toolchain from node_modules/.bin and fails the test with what the tool printed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT } from '../tree/sources.ts';

export function runTool(name: string, args: readonly string[]): void {
  const bin = join(ROOT, 'node_modules/.bin');
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  const result = spawnSync(join(bin, name), args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.equal(result.error, undefined);
  assert.equal(result.status, 0, `${name} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
}
