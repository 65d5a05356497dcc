// The committed docs/client-settings.md is what the table says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { clientSettingsPage } from './client-settings-page.ts';

test('docs/client-settings.md is made of the table of settings', () => {
  const committed = readFileSync(new URL('../../../docs/client-settings.md', import.meta.url), 'utf8');

  assert.equal(
    committed,
    clientSettingsPage(),
    'write it again: node scripts/generate.ts, or print clientSettingsPage()',
  );
});
