// Test: every file is formatted.
import { test } from 'node:test';
import { runTool } from './run.ts';

test('every file is formatted; npm run format does it', () => {
  runTool('biome', ['format']);
});
