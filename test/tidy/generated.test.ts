// Tests of drift: generated pages are what the tables and schemas give now.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedPages } from '../../scripts/generated-pages.ts';
import { projectFiles, readProjectFile } from '../tree/sources.ts';

for (const { file, text } of await generatedPages()) {
  test(`${file} is current`, () => {
    assert(projectFiles().includes(file), 'run npm run docs');
    assert.equal(readProjectFile(file), text, 'run npm run docs');
  });
}
