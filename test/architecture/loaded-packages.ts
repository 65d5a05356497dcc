// A tiny program: imports a module and prints, as its last line, the packages that were loaded from node_modules.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const packages = new Set<string>();
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const match = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(resolved.url);
    if (match !== null) packages.add(match[1]!);
    return resolved;
  },
});

process.on('exit', () => {
  process.stdout.write(`${JSON.stringify([...packages].toSorted())}\n`);
});

const [, , file = '', ...args] = process.argv;
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);
