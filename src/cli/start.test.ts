// Tests of the starter: what an old Node is told.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { BIN } from './fixtures/program.ts';

/** Runs the starter with another version in process.versions, as that version of Node would see it. */
function startAs(version: string): { readonly code: number | null; readonly err: string } {
  const code = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); process.argv = [process.argv[0], 'tideover', 'version']; await import('${pathToFileURL(BIN).href}');`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return { code: status, err: stderr };
}

test('an old Node is told what it is, why, and what to do', () => {
  for (const version of ['20.20.2', '24.14.9']) {
    const { code, err } = startAs(version);

    assert.equal(code, 78);
    assert.match(
      err,
      new RegExp(
        `^error TIDE_NODE_TOO_OLD\n {2}what {2}This is Node ${version.replaceAll('.', '\\.')}; Tideover needs Node 24\\.15 or newer\\.\n`,
      ),
    );
    assert.match(err, /exit 78 CONFIG\n$/);
  }
});

test('a Node that is new enough starts the program', () => {
  assert.equal(startAs('24.15.0').code, 0);
  assert.equal(startAs('25.0.0').code, 0);
});

test('the starter asks for the version that package.json asks for', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    engines: { node: string };
  };

  assert.equal(engines.node, '>=24.15.0');
  assert.match(readFileSync(BIN, 'utf8'), /NEEDED = \[24, 15\]/);
});
