// Test: the package as a stranger gets it; packed, installed in an empty folder, and drilled from there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { ROOT } from '../tree/sources.ts';
import { SHORT, shortDrill } from './drill.ts';

const folder = mkdtempSync(join(tmpdir(), 'tideover-package-'));
const bin = join(folder, 'node_modules/.bin/tideover');

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

before(() => {
  run('npm', ['pack', '--silent', '--pack-destination', folder], ROOT);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  assert(tarball !== undefined);
  writeFileSync(join(folder, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, tarball)], folder);
});

test('the program starts, from its build and not from the source', () => {
  assert.match(run(bin, ['version'], folder), /^tideover \d+\.\d+\.\d+/);
  assert.equal(existsSync(join(folder, 'node_modules/tideover/src')), false);
  assert.match(run(bin, ['drill', 'list'], folder), /^NAME/);
});

test('no source, test, golden or fixture is in the package, and all data files of the source are', () => {
  const packed = readdirSync(join(folder, 'node_modules/tideover'), { recursive: true, encoding: 'utf8' });

  assert.deepEqual(
    packed.filter((file) => /\.test\.|goldens|fixtures|(?<!\.d)\.ts$/.test(file)),
    [],
  );
  for (const file of [
    'schema/tideover.schema.json',
    'examples/active-passive-mirrormaker2.yaml',
    'docs/errors.md',
    'LICENSE',
    'NOTICE',
  ]) {
    assert(packed.includes(file), `${file} is not in the package`);
  }
});

test('the public entries load and the private ones do not', () => {
  const script = `
    const { version } = await import('tideover');
    const check = await import('tideover/check');
    const refused = await import('tideover/dist/lab/index.js').then(() => 'loaded', (error) => error.code);
    console.log(JSON.stringify([version, typeof check, refused]));`;
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

  assert.deepEqual(JSON.parse(run(process.execPath, ['--input-type=module', '-e', script], folder)), [
    version,
    'object',
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
  ]);
});

test('a shipped example is valid for the installed program', () => {
  const example = 'node_modules/tideover/examples/active-passive-mirrormaker2.yaml';
  assert.match(run(bin, ['config', 'validate', example], folder), /is valid/);
});

test('a short drill passes from the installed package', { timeout: 600_000 }, () => {
  const drill = shortDrill(bin, ['drill', 'run', 'region-loss', ...SHORT], folder);

  assert.deepEqual([drill.outcome, drill.code], ['pass', 0], JSON.stringify(drill.metrics));
});
