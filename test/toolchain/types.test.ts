// Test: the types hold, in the whole tree and in what is built of it.
import { test } from 'node:test';
import { runTool } from './run.ts';

test('the types of the whole tree hold', () => {
  runTool('tsc', ['-p', 'tsconfig.json']);
});

test('the types of the build hold', () => {
  runTool('tsc', ['-p', 'tsconfig.build.json', '--noEmit']);
});
