// Tests of the manifest and of index lines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTideError } from '../base/core.ts';
import { identify, indexLine, parseIndexLine, parseManifest } from './manifest.ts';

const MANIFEST = identify({
  format: 'tideover-tail/1',
  retired: 'paris',
  surviving: 'london',
  madeWallMs: 1_800_000_000_000,
  encryption: null,
  divergences: [],
  partitions: [],
});

function refusal(text: string): string {
  try {
    parseManifest('archive', text);
  } catch (error) {
    assert.ok(isTideError(error) && error.code === 'TIDE_DIVERGENCE_ARCHIVE');
    return error.why;
  }
  return 'taken';
}

test('a manifest is read as it was written, however it is laid out', () => {
  assert.deepEqual(parseManifest('archive', JSON.stringify(MANIFEST, null, 2)), MANIFEST);
});

test('DIV-4 a manifest with one changed character is refused', () => {
  const text = JSON.stringify(MANIFEST);
  for (let at = 0; at < text.length; at += 1) {
    const altered = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
    assert.notEqual(refusal(altered), 'taken', `changed at ${at}: ${altered}`);
  }
});

test('other formats are refused by name', () => {
  assert.match(
    refusal(JSON.stringify({ ...MANIFEST, format: 'tideover-tail/2' })),
    /not of the format tideover-tail\/1/,
  );
  assert.match(refusal('null'), /not of the format/);
});

test('index lines come back as they were; anything else is none', () => {
  const entry = { offset: 950, timestamp: 17, fingerprint: 'ab', kind: 'aborted' } as const;

  assert.deepEqual(parseIndexLine(indexLine(entry).trimEnd()), entry);
  for (const line of ['', '{}', 'x', '{"offset":1,"timestamp":2,"fingerprint":"a","kind":"other"}'])
    assert.equal(parseIndexLine(line), null);
});
