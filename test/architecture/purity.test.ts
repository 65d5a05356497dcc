// Tests of purity: what a core.ts pulls in touches no file, no network, no clock, no chance, no timer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf, readProjectFile, typescriptFiles, withoutComments } from '../tree/sources.ts';
import { PURE_NODE_MODULES, PURE_PACKAGES } from './order.ts';

/** What may not stand in pure code, and what stands there instead. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, 'take a Clock or a number of milliseconds as a parameter'],
  [
    /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b/,
    'take a Random (base) as a parameter',
  ],
  [
    /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
    'return what should happen and when; the acting door waits',
  ],
  [/\bprocess\.|\bglobalThis\.process\b/, 'take the value as a parameter'],
  [/\bconsole\./, 'return or emit what is to be said'],
  [/\bfetch\(/, 'let the acting door fetch and hand the answer in'],
  [/\bimport\(/, 'import statically; only acting doors load lazily'],
];

/** Files that a core.ts loads at run time, itself first. */
function closureOf(door: string): readonly string[] {
  const seen = [door];
  for (const file of seen) {
    for (const line of importsOf(file)) {
      if (
        line.target !== undefined &&
        !line.typeOnly &&
        !seen.includes(line.target) &&
        typescriptFiles.includes(line.target)
      )
        seen.push(line.target);
    }
  }
  return seen;
}

const doors = typescriptFiles.filter((file) => /^src\/[^/]+\/core\.ts$/.test(file));

for (const door of doors) {
  test(`the closure of ${door} is pure`, () => {
    const complaints = closureOf(door).flatMap((file) => [...badImports(file), ...badWords(file)]);
    assert.deepEqual(complaints, [], `\n${complaints.join('\n')}`);
  });
}

function badImports(file: string): readonly string[] {
  return importsOf(file)
    .filter((line) => line.target === undefined && !line.typeOnly)
    .filter((line) => PURE_NODE_MODULES[line.specifier] === undefined && PURE_PACKAGES[line.specifier] === undefined)
    .map(
      (line) =>
        `${file}:${line.line} imports ${line.specifier}; let the acting door (index.ts) use it and hand the data in`,
    );
}

function badWords(file: string): readonly string[] {
  return withoutComments(readProjectFile(file))
    .split('\n')
    .flatMap((text, i) =>
      FORBIDDEN.filter(([word]) => word.test(withoutStrings(text))).map(
        ([word, instead]) => `${file}:${i + 1} has ${word.exec(text)?.[0]}; ${instead}`,
      ),
    );
}

function withoutStrings(line: string): string {
  return line.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\$]|\\.)*`/g, "''");
}
