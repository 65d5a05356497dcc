// Tests of the acting door: both files written whole, a result read back, each failure with its code.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { siblingFile } from '../base/index.ts';
import { readResult, writeReport } from './index.ts';

const directory = await mkdtemp(join(tmpdir(), 'tideover-report-'));
after(() => rm(directory, { recursive: true, force: true }));
const golden = await readResult(siblingFile(import.meta.url, './goldens/region-loss.json'));

test('report.json and report.html are written, and no half file stays behind', async () => {
  const written = await writeReport(join(directory, 'a', 'b'), golden);

  assert.deepEqual((await readdir(join(directory, 'a', 'b'))).sort(), ['report.html', 'report.json']);
  assert.deepEqual(await readResult(written.json), golden);
  assert.match(await readFile(written.html, 'utf8'), /<title>PASS: A region is lost/);
});

test('a large result is compressed inside the page', async () => {
  const timeline = Array.from({ length: 12_000 }, (_, index) => ({
    atMs: index,
    wallMs: index,
    type: 'test.line',
    say: 'x'.repeat(80),
  }));

  const written = await writeReport(join(directory, 'large'), { ...golden, timeline });

  const html = await readFile(written.html, 'utf8');
  assert.match(html, /data-encoding="gzip-base64"/);
  assert.ok(html.length < 400_000, `${html.length} characters`);
});

test('what is not a result of this major format is refused by name', async () => {
  for (const [name, text] of [
    ['none.json', null],
    ['broken.json', '{'],
    ['other.json', '{"formatVersion":"2.0"}'],
    ['list.json', '[]'],
  ] as const) {
    if (text !== null) await writeFile(join(directory, name), text);

    await assert.rejects(readResult(join(directory, name)), { code: 'TIDE_REPORT_NO_RESULT' });
  }
});

test('a folder that cannot be written names the folder and the next command', async () => {
  await writeFile(join(directory, 'file'), '');

  await assert.rejects(writeReport(join(directory, 'file'), golden), {
    code: 'TIDE_REPORT_NOT_WRITTEN',
    next: /tideover drill check/,
  });
});
