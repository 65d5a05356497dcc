// npm run docs: writes every generated page; tests compare them with what this would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../test/tree/sources.ts';
import { generatedPages } from './generated-pages.ts';

let changed = 0;
for (const { file, text } of await generatedPages()) {
  const path = join(ROOT, file);
  let old = '';
  try {
    old = readFileSync(path, 'utf8');
  } catch {
    // A new page.
  }
  if (old === text) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  changed += 1;
  process.stdout.write(`written: ${file}\n`);
}
process.stdout.write(changed === 0 ? 'nothing to write: every generated page is current\n' : '');
