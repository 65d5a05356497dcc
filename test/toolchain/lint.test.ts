// Test: the linter, type-aware, has nothing to say.
import { test } from 'node:test';
import { runTool } from './run.ts';

test('the linter has nothing to say', () => {
  runTool('oxlint', ['--deny-warnings']);
});
