// Test of first lines: each file says what it is; the rooms' READMEs list what they say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typescriptFiles } from '../tree/sources.ts';
import { firstLineOf } from '../../scripts/file-maps.ts';

test('each source file starts with one line that says what it is', () => {
  const silent = typescriptFiles.filter((file) => firstLineOf(file) === undefined);
  assert.deepEqual(silent, [], 'write `// <what this file is>` as the first line');
});
