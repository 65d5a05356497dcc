// Run directories: read as written, tolerant of a killed process, strict about everything else.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { isTideError } from '../base/core.ts';
import { type HistoryFile, type RunFacts, checkHistory } from './core.ts';
import { checkRunDirectory } from './index.ts';
import { goodWorld } from './sample/good-history.ts';
import { filesOf } from './sample/world.ts';

async function runDirectory(context: TestContext, files: readonly HistoryFile[], facts: RunFacts): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tideover-check-'));
  context.after(() => rm(directory, { recursive: true }));
  await mkdir(path.join(directory, 'history'));
  await mkdir(path.join(directory, 'final'));
  await writeFile(path.join(directory, 'facts.json'), JSON.stringify(facts));
  for (const { header, lines } of files) {
    const folder = header.role === 'final-read' ? 'final' : 'history';
    const text = [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    await writeFile(path.join(directory, folder, `${header.process}.jsonl`), text);
  }
  return directory;
}

const world = goodWorld({ seed: 5, layout: 'translating', fault: 'region-loss', primaryRead: true });

test('a run directory gives the same result as the histories in memory', async (context) => {
  const read = (file: HistoryFile): string => `${file.header.role === 'final-read' ? 2 : 1}${file.header.process}`;
  const files = filesOf(world).toSorted((a, b) => (read(a) < read(b) ? -1 : 1));
  const directory = await runDirectory(context, files, world.facts);

  assert.deepEqual(await checkRunDirectory(directory), checkHistory(files, world.facts));
});

test('CHECK-9: a torn last line is told as a gap, and what it hid is not taken for a phantom', async (context) => {
  const directory = await runDirectory(context, filesOf(world), world.facts);
  const file = path.join(directory, 'history', 'local-london.jsonl');
  const text = filesOf(world).find(({ header }) => header.process === 'local-london')!;
  const kept = [text.header, ...text.lines.slice(0, -6)].map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(file, `${kept}["invoke",1234`);

  const result = await checkRunDirectory(directory);

  assert.ok(
    result.gaps.some((gap) => gap.includes('local-london.jsonl is torn')),
    result.gaps.join('; '),
  );
  assert.equal(result.anomalies.find(({ name }) => name === 'phantom')?.count, 0);
  assert.equal(result.outcome, 'pass');
});

test('CHECK-9: a client that was started and left no history is a gap, and the verdict is not green without it', async (context) => {
  const files = filesOf(world);
  const processes = files.filter(({ header }) => header.role !== 'final-read').map(({ header }) => header.process);
  const group = files.find(({ header }) => header.role === 'consumer')!.header.group;
  const rest = files.filter(({ header }) => header.group !== group);
  const lost = files.find(({ header }) => header.group === group)!.header.process;

  const whole = await checkRunDirectory(await runDirectory(context, files, { ...world.facts, processes }));
  const without = await checkRunDirectory(await runDirectory(context, rest, { ...world.facts, processes }));

  assert.equal(whole.outcome, 'pass');
  assert.ok(without.gaps.includes(`${lost} was started and left no history`), without.gaps.join('; '));
  const groups = without.measurements.find(({ metric }) => metric === 'groups');
  assert.equal(groups?.value, null);
  assert.equal(without.outcome, 'unknown');
});

const REFUSALS = [
  { code: 'TIDE_CHECK_NO_FACTS', name: 'facts.json', text: '{' },
  {
    code: 'TIDE_CHECK_FOREIGN_FORMAT',
    name: 'history/orders-1.jsonl',
    text: '{"format":"tideover-history/9","process":"x","role":"producer"}\n',
  },
  { code: 'TIDE_CHECK_FOREIGN_FORMAT', name: 'history/orders-1.jsonl', text: 'hello\n' },
  {
    code: 'TIDE_CHECK_FOREIGN_RUN',
    name: 'history/x.jsonl',
    text: '{"format":"tideover-history/1","run":"other","process":"x","role":"producer"}\n',
  },
  {
    code: 'TIDE_CHECK_BAD_LINE',
    name: 'history/x.jsonl',
    text: '{"format":"tideover-history/1","run":"good","process":"x","role":"producer"}\n["invoke"\n["stall",1,1]\n',
  },
] as const;

for (const { code, name, text } of REFUSALS) {
  test(`${name} with ${JSON.stringify(text.slice(0, 40))} is refused with ${code}`, async (context) => {
    const directory = await runDirectory(context, filesOf(world), world.facts);
    await writeFile(path.join(directory, name), text);

    await assert.rejects(
      checkRunDirectory(directory),
      (error) => isTideError(error) && error.code === code && error.next.length > 20,
    );
  });
}

test('a directory without histories is refused', async (context) => {
  const directory = await runDirectory(context, [], world.facts);

  await assert.rejects(
    checkRunDirectory(directory),
    (error) => isTideError(error) && error.code === 'TIDE_CHECK_NO_HISTORY',
  );
});
