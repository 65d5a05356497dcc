// The list of mechanisms and the folders agree.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { MECHANISMS } from './core.ts';

test('every folder of mechanisms is in the list, and the list names no other', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.deepEqual(MECHANISMS.map((entry) => entry.id).sort(), folders.sort());
});
