// Tests of the journal file.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Clock, isTideError } from '../base/core.ts';
import { openJournal, readJournal } from './journal.ts';

let now = 0;
const clock: Clock = { monotonicMs: () => (now += 1), wallMs: () => 1_700_000_000_000 + now };

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tideover-journal-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writtenWith(path: string, count: number): Promise<string> {
  const journal = await openJournal(path, clock);
  await Promise.all(
    Array.from({ length: count }, (_, n) => journal.append({ step: `s${n}`, what: 'note', data: { n } })),
  );
  await journal.close();
  return await readFile(path, 'utf8');
}

test('RUN-10: entries appended at the same moment are chained in the order asked and survive a reopening', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'deep', 'journal.jsonl');
    await writtenWith(path, 20);

    const again = await openJournal(path, clock);
    await again.append({ step: 'later', what: 'note' });
    await again.close();

    const { entries, torn } = readJournal(path, await readFile(path, 'utf8'));
    assert.equal(torn, null);
    assert.deepEqual(
      entries.map((entry) => entry.step),
      [...Array.from({ length: 20 }, (_, n) => `s${n}`), 'later'],
    );
  });
});

test('RUN-10: a torn last line is reported, cut off, and the journal goes on behind the last good line', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'journal.jsonl');
    const text = await writtenWith(path, 3);
    await writeFile(path, text.slice(0, -10));

    const journal = await openJournal(path, clock);
    assert.equal(journal.found.entries.length, 2);
    assert.ok(journal.found.torn?.startsWith('{"sequence":2'));
    await journal.append({ step: 'after', what: 'note' });
    await journal.close();

    const { entries, torn } = readJournal(path, await readFile(path, 'utf8'));
    assert.equal(torn, null);
    assert.deepEqual(
      entries.map((entry) => entry.step),
      ['s0', 's1', 'after'],
    );
  });
});

test('RUN-10: any change of any line but the torn last one is refused and the line is named', async () => {
  await inFolder(async (folder) => {
    const text = await writtenWith(join(folder, 'journal.jsonl'), 6);
    const lines = text.trimEnd().split('\n');
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('alter' as const), at: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ kind: fc.constant('copy' as const), at: fc.integer({ min: 0, max: 5 }) }),
    );
    fc.assert(
      fc.property(damage, ({ kind, at }) => {
        const next = [...lines];
        if (kind === 'alter') next[at] = next[at]!.replace('"note"', '"act"');
        if (kind === 'remove') next.splice(at, 1);
        if (kind === 'copy') next.splice(at, 0, next[at]!);
        assert.throws(
          () => readJournal('x', `${next.join('\n')}\n`),
          (error) => {
            assert.ok(isTideError(error));
            assert.equal(error.code, 'TIDE_RUNBOOK_JOURNAL_BROKEN');
            const seen = kind === 'remove' ? at + 1 : at + 2;
            assert.equal(error.fields['line'], seen);
            return true;
          },
        );
      }),
    );
  });
});

test('RUN-13: a second engine on the same journal is refused while the first lives, and a dead one is taken over', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'journal.jsonl');
    const first = await openJournal(path, clock);
    await assert.rejects(openJournal(path, clock), (error) => isTideError(error) && error.code === 'TIDE_RUNBOOK_BUSY');
    await first.close();

    // A pid above the kernel's limit never lives.
    await writeFile(`${path}.lock`, '4194305');
    const second = await openJournal(path, clock);
    await second.close();
  });
});

test('a folder that cannot be made is one clear error', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    await assert.rejects(
      openJournal(join(file, 'journal.jsonl'), clock),
      (error) => isTideError(error) && error.code === 'TIDE_RUNBOOK_JOURNAL_UNREADABLE',
    );
  });
});
