// Tests of the tables that rooms declare: error codes, events, and lists against their folders.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from '../../src/base/core.ts';
import type { ErrorTable, EventTable } from '../../src/base/core.ts';
import { MECHANISM_NAMES } from '../../src/config/schema/replication.ts';
import { SCENARIOS } from '../../src/scenario/core.ts';
import { projectFiles, readProjectFile, typescriptFiles, withoutComments } from '../tree/sources.ts';
import { tablesIn } from '../../scripts/tables.ts';
import { LISTS } from './lists.ts';

const errors = await tablesIn<ErrorTable>('errors.ts', /_ERRORS$/);
const events = await tablesIn<EventTable>('events.ts', /_EVENTS$/);

/** `src/lab/faults/errors.ts` -> lab, faults, fault: whom a code or an event may be named after. */
function namesOf(file: string): readonly string[] {
  const folders = file.split('/').slice(1, -1);
  return folders.flatMap((folder) => [folder, folder.replace(/s$/, '')]);
}

test('an error code is declared once and carries the name of its room', () => {
  const codes = errors.flatMap(({ file, table }) => Object.keys(table).map((code) => ({ file, code })));
  const doubles = codes.filter(({ code }, i) => codes.findIndex((other) => other.code === code) !== i);
  const foreign = codes.filter(
    ({ file, code }) => !namesOf(file).some((name) => code.startsWith(`TIDE_${name.toUpperCase()}_`)),
  );

  assert.deepEqual(doubles, []);
  assert.deepEqual(foreign, [], 'name it TIDE_<ROOM>_..., or after the folder inside the room');
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
    .filter((file) => file.startsWith('src/') && !/\.test\.ts$|\/fixtures\//.test(file))
    .flatMap((file) =>
      [...withoutComments(readProjectFile(file)).matchAll(/'(TIDE_[A-Z0-9_]*[A-Z0-9])'/g)].map((match) => ({
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
    ({ file, type }, i) =>
      !namesOf(file).includes(type.split('.')[0]!) || types.findIndex((other) => other.type === type) !== i,
  );
  assert.deepEqual(wrong, [], 'name it <room>.<what-happened>, or after the folder inside the room');
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

for (const { folder, list, item } of LISTS) {
  const files = projectFiles().filter(
    (file) =>
      new RegExp(`^${folder}/[^/]+\\.ts$`).test(file) &&
      !file.endsWith('.test.ts') &&
      file !== list &&
      new RegExp(item.source, 'm').test(readProjectFile(file)),
  );
  test(`${list} names every item of ${folder}`, { skip: files.length === 0 ? 'there is no item yet' : false }, () => {
    const text = readProjectFile(list);
    const missing = files.filter((file) => !text.includes(`/${file.split('/').at(-1)}'`));
    assert.deepEqual(missing, [], `add one line to ${list}`);
  });
}

test('every mechanism that tideover.yaml accepts has a driver, and every driver can be declared', () => {
  const drivers = [...new Set(projectFiles().flatMap((file) => /^src\/mechanisms\/([^/]+)\//.exec(file)?.[1] ?? []))];
  const declared = drivers.length === 0 ? [] : [...MECHANISM_NAMES];
  assert.deepEqual(drivers.toSorted(), declared.toSorted(), 'src/config/schema/replication.ts names the mechanisms');
});
