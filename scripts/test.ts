// npm test: everything in one run of node:test, so that the runner's own summary, over all of it, is the last thing printed.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What each word selects; `ci` is run by .ci/run alone, because it needs a packed package and takes minutes. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  quick: ['test/toolchain/*.test.ts', 'test/tidy/*.test.ts', 'test/architecture/*.test.ts'],
  unit: ['src/**/*.test.ts', 'console/src/**/*.test.ts'],
  kafka: ['test/kafka/**/*.test.ts'],
  others: ['test/*/**/*.test.ts'],
  ci: ['test/ci/*.test.ts'],
};

/** One folder of tests belongs to one set. `others` are the folders that no other set names. */
function filesOf(set: string): readonly string[] {
  const found = SETS[set]!.flatMap((pattern) => globSync(pattern, { cwd: root })).toSorted();
  if (set !== 'others') return found;
  return found.filter((file) => !/^test\/(?:toolchain|tidy|architecture|kafka|ci)\//.test(file));
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const options = process.argv.slice(2).filter((word) => word.startsWith('-'));
const sets = wanted.length === 0 ? ['quick', 'unit', 'others', 'kafka'] : wanted;
const strangers = sets.filter((set) => SETS[set] === undefined);
if (strangers.length > 0) {
  process.stderr.write(
    `There is no set of tests named ${strangers.join(', ')}; known: ${Object.keys(SETS).join(', ')}.\n`,
  );
  process.exit(64);
}
const files = sets.flatMap((set) => filesOf(set));

// One file at a time as soon as real Kafka is in it: two labs on two cores would measure each other.
const alone = sets.includes('kafka') || sets.includes('ci');
/** Bounds one file (and one test): whatever hangs becomes a failure with a name instead of a CI job without an end. */
const FILE_MS_MAX = 600_000;

const { status } = spawnSync(
  process.execPath,
  ['--test', `--test-timeout=${FILE_MS_MAX}`, ...(alone ? ['--test-concurrency=1'] : []), ...options, ...files],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
