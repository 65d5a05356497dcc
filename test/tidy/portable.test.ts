// Tests of portability: nothing about one machine, its folders or its registry stands in the project.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectFiles, readProjectFile } from '../tree/sources.ts';

const TEXT = /\.(?:ts|tsx|js|json|md|yaml|yml|html|css|py|sh|xml|properties|toml)$|^[^.]+$|\/run$|^\.[^/]+$/;
/** This file names what it forbids. */
const SELF = 'test/tidy/portable.test.ts';

const files = projectFiles().filter((file) => TEXT.test(file) && file !== SELF);

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [
    /(?<![\w.])\/root\/|\/home\/[a-z]|(?<![\w.])\/work\/[a-z]|\/Users\/[A-Za-z]/,
    'a path of one machine: make it relative, or take it from the environment',
  ],
  [
    /https?:\/\/(?:localhost|127\.[0-9.]+|10\.[0-9.]+|192\.168\.[0-9.]+)[^\s'"]*\/(?:npm|maven|pypi|simple|repository)/,
    'a registry of one network: leave the choice to the configuration of whoever builds',
  ],
];

test('no file names a folder or a registry of one machine', () => {
  const complaints = files.flatMap((file) =>
    readProjectFile(file)
      .split('\n')
      .flatMap((line, i) =>
        FORBIDDEN.filter(([word]) => word.test(line)).map(
          ([word, instead]) => `${file}:${i + 1}: ${word.exec(line)?.[0]}: ${instead}`,
        ),
      ),
  );
  assert.deepEqual(complaints, []);
});

test('the lockfile names no host', () => {
  const lock = readProjectFile('package-lock.json');
  assert.doesNotMatch(
    lock,
    /"resolved"/,
    'keep omit-lockfile-registry-resolved=true in .npmrc and run npm install again',
  );
});

test('versions are pinned exactly', () => {
  const { dependencies, devDependencies } = JSON.parse(readProjectFile('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  assert.deepEqual(loose, [], 'an older npm or Node would choose other versions: write the exact one');
});
