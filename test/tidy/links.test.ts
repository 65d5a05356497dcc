// Tests of the documents: every relative link leads to a file that is there, and every command named exists.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT, projectFiles } from '../tree/sources.ts';
import { buildProgram } from '../../src/cli/program.ts';

const pages = projectFiles().filter((file) => /^(?:[A-Z]+\.md|docs\/.*\.md|src\/[^/]+\/README\.md)$/.test(file));

test('every relative link leads to a file', () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
      .map((target) => `${page} links to ${target}`),
  );
  assert.deepEqual(broken, []);
});

test('every tideover command and flag in the front pages exists', () => {
  const program = buildProgram();
  const complaints: string[] = [];
  for (const page of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    for (const match of readFileSync(join(ROOT, page), 'utf8').matchAll(
      /tideover ((?:drill|replicate|lab|config|version)\b[^`\n#|]*)/g,
    )) {
      const words = match[1]!.split(/ -- /)[0]!.trim().split(/\s+/);
      let command = program.commands.find((candidate) => candidate.name() === words[0])!;
      command = command.commands.find((candidate) => candidate.name() === words[1]) ?? command;
      const known = [...command.options, ...program.options].flatMap((option) => [option.long, option.short]);
      for (const flag of words.filter((word) => word.startsWith('-')))
        if (!known.includes(flag)) complaints.push(`${page}: ${match[0]}: no option ${flag}`);
    }
  }
  assert.deepEqual(complaints, []);
});

test('every npm script named in the front pages exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = ['README.md', 'CONTRIBUTING.md'].flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!),
  );
  assert.deepEqual(
    named.filter((name) => scripts[name] === undefined),
    [],
  );
});
