// Tests of first lines and file maps: each file says what it is, and each room's README lists what they say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectFiles, readProjectFile, roomOf, typescriptFiles } from '../tree/sources.ts';
import { firstLineOf, withFileMap } from '../../scripts/file-maps.ts';

test('each source file starts with one line that says what it is', () => {
  const silent = typescriptFiles.filter((file) => firstLineOf(file) === undefined);
  assert.deepEqual(silent, [], 'write `// <what this file is>` as the first line');
});

const rooms = [...new Set(typescriptFiles.map(roomOf).filter((room) => room !== undefined))];

for (const room of rooms) {
  const readme = `src/${room}/README.md`;
  test(`${readme} has the file map that the first lines give`, {
    skip: projectFiles().includes(readme) ? false : 'the room has no README yet',
  }, () => {
    const text = readProjectFile(readme);
    assert.equal(text, withFileMap(text, room), 'run npm run docs');
  });
}
