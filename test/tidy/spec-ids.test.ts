// Tests of invariants: each id of a SPEC.md occurs in an assertion or a test title of its room, and the reverse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectFiles, readProjectFile, roomOf, typescriptFiles } from '../tree/sources.ts';

const specs = projectFiles().filter((file) => file.endsWith('/SPEC.md'));

/** Text above the heading `Gaps`: what stands below it is enforced by nothing yet and says so. */
function enforcedPart(text: string): string {
  return text.split(/^#+ .*\bGaps\b.*$/m)[0]!;
}

for (const spec of specs) {
  const declared = [
    ...enforcedPart(readProjectFile(spec)).matchAll(/^(?:[-*|#]+ *)?(?:\*\*|`)?([A-Z][A-Z0-9]*-\d+)\b/gm),
  ].map((match) => match[1]!);
  const prefixes = [...new Set(declared.map((id) => id.replace(/-\d+$/, '')))];
  const room = roomOf(spec);
  const code = typescriptFiles
    .filter((file) => roomOf(file) === room || file.startsWith('test/'))
    .map((file) => readProjectFile(file))
    .join('\n');
  const used = [...new Set([...code.matchAll(/\b([A-Z][A-Z0-9]*-\d+)\b/g)].map((match) => match[1]!))].filter((id) =>
    prefixes.includes(id.replace(/-\d+$/, '')),
  );

  test(`${spec} declares each id once`, () => {
    assert(declared.length > 0, 'number the invariants: `- LINK-1 ...`');
    assert.deepEqual(
      declared.filter((id, i) => declared.indexOf(id) !== i),
      [],
    );
  });

  test(`each id of ${spec} is enforced by an assertion or a test`, () => {
    assert.deepEqual(
      declared.filter((id) => !used.includes(id)),
      [],
      'put the id into the sentence of an assertion or the title of a test, or move it under "Gaps"',
    );
  });

  test(`each id that code uses stands in ${spec}`, () => {
    assert.deepEqual(
      used.filter((id) => !declared.includes(id)),
      [],
      `write the invariant into ${spec}`,
    );
  });
}
