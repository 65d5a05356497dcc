// npm run build: compiles src to dist and copies the data files that modules read beside themselves.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

/** Whatever is neither a module, nor a text about one, nor of the tests is data. */
const data = globSync('src/**/*', { cwd: root, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(?:ts|md)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  .filter((file) => !/\/(?:goldens|fixtures|__pycache__)\//.test(file));
for (const file of data) {
  const target = join(dist, file.slice('src/'.length));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(root, file), target);
}
process.stdout.write(`dist: compiled, ${data.length} data files copied\n`);
