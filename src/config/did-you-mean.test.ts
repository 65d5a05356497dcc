// Tests of suggestions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, editDistance } from './did-you-mean.ts';

test('two swapped neighbours count as one edit', () => {
  assert.equal(editDistance('rop', 'rpo'), 1);
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(editDistance('same', 'same'), 0);
});

test('the nearest word is suggested, and nothing when all are far', () => {
  assert.equal(didYouMean('bootstap', ['bootstrap', 'properties']), 'bootstrap');
  assert.equal(didYouMean('SITES', ['sites', 'switches']), 'sites');
  assert.equal(didYouMean('quux', ['bootstrap', 'properties']), undefined);
  assert.equal(didYouMean('xy', ['to', 'rpo']), undefined);
});
