// Tests of size and names: short files, short functions, words that mean something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionsOf, isTest, projectFiles, readProjectFile, typescriptFiles } from '../tree/sources.ts';
import { BANNED_WORDS, FUNCTION_LINES_MAX, LINES_MAX, LONG_FILES, LONG_FUNCTIONS } from './exempt.ts';

const lengths = typescriptFiles
  .map((file) => ({ file, lines: readProjectFile(file).split('\n').length - 1 }))
  .toSorted((a, b) => b.lines - a.lines);
const functions = typescriptFiles
  .filter((file) => !isTest(file))
  .flatMap((file) => functionsOf(file))
  .toSorted((a, b) => b.lines - a.lines);

test(`no file is longer than ${LINES_MAX} lines`, (t) => {
  for (const { file, lines } of lengths.slice(0, 10)) t.diagnostic(`${String(lines).padStart(4)} lines  ${file}`);
  const long = lengths.filter(({ file, lines }) => lines > LINES_MAX && LONG_FILES[file] === undefined);
  assert.deepEqual(
    long,
    [],
    'find the second noun in the file and give it a file of its own; a table or codec may be exempted in test/tidy/exempt.ts',
  );
});

test(`no function is longer than ${FUNCTION_LINES_MAX} lines`, (t) => {
  for (const { file, line, name, lines } of functions.slice(0, 10))
    t.diagnostic(`${String(lines).padStart(4)} lines  ${name} ${file}:${line}`);
  const long = functions.filter(
    ({ file, name, lines }) => lines > FUNCTION_LINES_MAX && LONG_FUNCTIONS[`${file} ${name}`] === undefined,
  );
  assert.deepEqual(long, [], 'give each step of the function its name; a table may be exempted in test/tidy/exempt.ts');
});

test('an exemption names something that is still too long', () => {
  const stale = [
    ...Object.keys(LONG_FILES).filter(
      (file) => !lengths.some((entry) => entry.file === file && entry.lines > LINES_MAX),
    ),
    ...Object.keys(LONG_FUNCTIONS).filter(
      (key) => !functions.some((entry) => `${entry.file} ${entry.name}` === key && entry.lines > FUNCTION_LINES_MAX),
    ),
  ];
  assert.deepEqual(stale, [], 'remove it from test/tidy/exempt.ts');
});

test('file and folder names say what is in them', () => {
  const complaints = projectFiles().flatMap((file) =>
    file
      .toLowerCase()
      .split(/[/.\-_]/)
      .filter((word) => BANNED_WORDS[word] !== undefined)
      .map((word) => `${file}: instead of "${word}" name ${BANNED_WORDS[word]}`),
  );
  assert.deepEqual(complaints, []);
});

test('exported names say what they are', () => {
  const declared = /^export (?:async )?(?:const|let|function|class|interface|type)\s+(\w+)/gm;
  const complaints = typescriptFiles.flatMap((file) =>
    [...readProjectFile(file).matchAll(declared)].flatMap((match) =>
      match[1]!
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase()
        .split(' ')
        .filter((word) => BANNED_WORDS[word] !== undefined)
        .map((word) => `${file}: ${match[1]}: instead of "${word}" name ${BANNED_WORDS[word]}`),
    ),
  );
  assert.deepEqual(complaints, []);
});
