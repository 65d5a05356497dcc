#!/usr/bin/env node
// The program. Plain JavaScript that old versions of Node understand, so that they can be told what they are.
import { existsSync } from 'node:fs';
import module from 'node:module';

const NEEDED = [24, 15];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    [
      'error TIDE_NODE_TOO_OLD',
      `  what  This is Node ${process.versions.node}; Tideover needs Node ${NEEDED.join('.')} or newer.`,
      '  why   Tideover uses what Node has had since then (node:sqlite, type stripping, using declarations).',
      '  next  Install it (https://nodejs.org or your version manager), or without touching the system: npx --package=node@24 --package=tideover tideover',
      'exit 78 CONFIG',
      '',
    ].join('\n'),
  );
  process.exitCode = 78;
} else {
  // Halves the start in a clone, where types are stripped at each start otherwise.
  module.enableCompileCache?.();
  // The source when this is a clone, the build when this is the package.
  const source = new URL('../src/cli/index.ts', import.meta.url);
  const { main } = await import(
    existsSync(source) ? source.href : new URL('../dist/cli/index.js', import.meta.url).href
  );
  await main(process.argv);
}
