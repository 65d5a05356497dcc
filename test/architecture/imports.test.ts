// Tests of who imports whom: the order of the rooms, their doors, the Kafka client, the judge.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, importsOf, isTest, roomOf, typescriptFiles } from '../tree/sources.ts';
import type { ImportLine } from '../tree/sources.ts';
import { CHECK_NEVER_IMPORTS, KAFKA_CLIENT, KAFKA_CLIENT_HOMES, PURE_ROOMS, ROOM_ORDER } from './order.ts';

const sourceFiles = typescriptFiles.filter((file) => file.startsWith('src/'));
const imports = sourceFiles.flatMap((file) => importsOf(file));

function complain(lines: readonly ImportLine[], instead: (line: ImportLine) => string): void {
  const text = lines.map((line) => `${line.file}:${line.line} imports ${line.specifier}; ${instead(line)}`).join('\n');
  assert.equal(text, '', `\n${text}`);
}

test('every folder under src is a room of the order', () => {
  const rooms = [...new Set(sourceFiles.map(roomOf).filter((room) => room !== undefined))];
  const strangers = rooms.filter((room) => !ROOM_ORDER.includes(room));
  assert.deepEqual(strangers, [], 'give the room its line in test/architecture/order.ts and in ARCHITECTURE.md');
});

test('a room imports only from rooms above its own', () => {
  const wrong = imports.filter((line) => {
    const from = roomOf(line.file);
    const to = line.target === undefined ? undefined : roomOf(line.target);
    return from !== undefined && to !== undefined && from !== to && ROOM_ORDER.indexOf(to) > ROOM_ORDER.indexOf(from);
  });
  complain(wrong, () => 'declare the shape in a room above (its core.ts), and let verbs hand the implementation in');
});

test('nobody imports past a door of another room', () => {
  const wrong = imports.filter((line) => {
    if (line.target === undefined || isTest(line.file)) return false;
    const to = roomOf(line.target);
    return (
      to !== undefined && to !== roomOf(line.file) && !new RegExp(`^src/${to}/(core|index)\\.ts$`).test(line.target)
    );
  });
  complain(
    wrong,
    (line) => `export it from src/${roomOf(line.target!)}/core.ts (pure) or index.ts (acts) and import that`,
  );
});

test('every imported file of the tree exists', () => {
  const wrong = imports.filter((line) => line.target !== undefined && !existsSync(join(ROOT, line.target)));
  complain(wrong, () => 'the file is not there; imports carry the .ts of the source');
});

test(`${KAFKA_CLIENT} is imported only where Kafka is spoken`, () => {
  const wrong = imports.filter(
    (line) => line.specifier === KAFKA_CLIENT && !KAFKA_CLIENT_HOMES.some((home) => line.file.startsWith(home)),
  );
  complain(wrong, () => 'use the Cluster of src/kafka/index.ts');
});

test('the judge shares no code with the judged', () => {
  const wrong = imports.filter(
    (line) =>
      roomOf(line.file) === 'check' &&
      line.target !== undefined &&
      CHECK_NEVER_IMPORTS.includes(roomOf(line.target) ?? ''),
  );
  complain(
    wrong,
    () => 'a checker that shares a codec with the link shares its mistakes: write what it needs in src/check',
  );
});

test('pure rooms import only pure doors', () => {
  const wrong = imports.filter(
    (line) =>
      PURE_ROOMS.includes(roomOf(line.file) ?? '') &&
      !isTest(line.file) &&
      line.target !== undefined &&
      roomOf(line.target) !== roomOf(line.file) &&
      !line.target.endsWith('/core.ts'),
  );
  complain(wrong, () => 'import the core.ts of that room');
});

test('no test is imported, and no source imports from test, scripts or bench', () => {
  const wrong = imports.filter(
    (line) =>
      line.target !== undefined && (isTest(line.target) || (!isTest(line.file) && !line.target.startsWith('src/'))),
  );
  complain(wrong, () => 'move what is needed into the room');
});
