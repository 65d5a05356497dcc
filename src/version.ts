// The version of this package, from its own package.json, in a source tree and in a build alike.
import { readFileSync } from 'node:fs';

const { version: found } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Semantic version, e.g. `0.1.0`. */
export const version: string = found;
