// Tests of the tables that rooms declare: error codes, events, and lists against their folders.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from '../../src/base/core.ts';
import type { ErrorTable, EventTable } from '../../src/base/core.ts';
import { SCENARIOS } from '../../src/scenario/core.ts';
import { projectFiles, readProjectFile, roomOf, typescriptFiles, withoutComments } from '../tree/sources.ts';
import { tablesIn } from '../../scripts/tables.ts';
import { LISTS } from './lists.ts';

const errors = await tablesIn<ErrorTable>('errors.ts', /_ERRORS$/);
const events = await tablesIn<EventTable>('events.ts', /_EVENTS$/);

test('an error code is declared once and carries the name of its room', () => {
  const codes = errors.flatMap(({ file, table }) => Object.keys(table).map((code) => ({ file, code })));
  const doubles = codes.filter(({ code }, i) => codes.findIndex((other) => other.code === code) !== i);
  const foreign = codes.filter(
    ({ file, code }) => !code.startsWith(`TIDE_${roomOf(file)!.toUpperCase()}_`) && code !== 'TIDE_NODE_TOO_OLD',
  );

  assert.deepEqual(doubles, []);
  assert.deepEqual(foreign, [], 'name it TIDE_<ROOM>_...');
});

test('every row of an error table says what, why and what next in full sentences, whatever fields are given', () => {
  for (const { file, table } of errors) {
    for (const [code, row] of Object.entries(table)) {
      assert(row.exit in EXIT, `${file} ${code}: unknown exit ${row.exit}`);
      for (const part of ['what', 'why', 'next'] as const) {
        const text = row[part](
          new Proxy({}, { get: (_, name) => (typeof name === 'string' ? `<${name}>` : undefined) }),
        );
        assert.equal(typeof text, 'string', `${file} ${code}.${part}`);
        assert(text.trim().length > 3, `${file} ${code}.${part} is empty`);
      }
    }
  }
});

test('every error code thrown in the source is a row of a table', () => {
  const known = new Set(errors.flatMap(({ table }) => Object.keys(table)));
  const used = typescriptFiles
    .filter((file) => file.startsWith('src/') && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      [...withoutComments(readProjectFile(file)).matchAll(/'(TIDE_[A-Z0-9_]+)'/g)].map((match) => ({
        file,
        code: match[1]!,
      })),
    );
  assert.deepEqual(
    used.filter(({ code }) => !known.has(code)),
    [],
  );
});

test('an event type carries the name of its room and is declared once', () => {
  const types = events.flatMap(({ file, table }) => Object.keys(table).map((type) => ({ file, type })));
  const wrong = types.filter(
    ({ file, type }, i) => type.split('.')[0] !== roomOf(file) || types.findIndex((other) => other.type === type) !== i,
  );
  assert.deepEqual(wrong, [], 'name it <room>.<what-happened>');
});

test('the errors and events pages of the docs name every code and type; run npm run docs to renew them', () => {
  const errorPage = readProjectFile('docs/errors.md');
  const eventPage = readProjectFile('docs/events.md');
  for (const code of errors.flatMap(({ table }) => Object.keys(table)))
    assert(errorPage.includes(code), `docs/errors.md lacks ${code}`);
  for (const type of events.flatMap(({ table }) => Object.keys(table)))
    assert(eventPage.includes(type), `docs/events.md lacks ${type}`);
});

test('scenarios have one file each, named as the scenario', () => {
  const files = projectFiles().filter(
    (file) => /^src\/scenario\/scenarios\/[^/]+\.ts$/.test(file) && !file.endsWith('.test.ts'),
  );
  assert.deepEqual(
    files.map((file) => file.replace(/^.*\/|\.ts$/g, '')).toSorted(),
    SCENARIOS.map((scenario) => scenario.name).toSorted(),
  );
});

for (const { folder, list } of LISTS) {
  const files = projectFiles().filter(
    (file) => new RegExp(`^${folder}/[^/]+\\.ts$`).test(file) && !file.endsWith('.test.ts') && file !== list,
  );
  test(`${list} names every file of ${folder}`, {
    skip: files.length === 0 ? 'the folder is not there yet' : false,
  }, () => {
    const text = readProjectFile(list);
    const missing = files.filter((file) => !text.includes(`/${file.split('/').at(-1)}'`));
    assert.deepEqual(missing, [], `add one line to ${list}`);
  });
}
