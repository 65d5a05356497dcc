// Goldens: committed results, their JSON and their text. UPDATE_GOLDENS=1 writes them anew; explain a changed one in its commit.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { siblingFile } from '../../src/base/index.ts';
import { renderJson, renderText } from '../../src/report/core.ts';
import type { DrillResult } from '../../src/report/core.ts';
import { divergentTail } from './results/divergent-tail.ts';
import { oldPrimaryUnread } from './results/old-primary-unread.ts';
import { regionLoss } from './results/region-loss.ts';
import { replicationStopped } from './results/replication-stopped.ts';

const RESULTS: readonly (readonly [string, DrillResult])[] = [
  ['region-loss', regionLoss],
  ['replication-stopped', replicationStopped],
  ['old-primary-unread', oldPrimaryUnread],
  ['divergent-tail', divergentTail],
];

async function sameAsGolden(name: string, text: string): Promise<void> {
  const path = siblingFile(import.meta.url, `../../src/report/goldens/${name}`);
  if (process.env['UPDATE_GOLDENS'] === '1') await writeFile(path, text);
  assert.equal(
    text,
    await readFile(path, 'utf8'),
    `goldens/${name} differs; if that is meant: UPDATE_GOLDENS=1 node --test test/report/goldens.test.ts`,
  );
}

for (const [name, result] of RESULTS) {
  test(`the JSON of ${name} is the committed one and reads back as the same result`, async () => {
    const json = renderJson(result);

    await sameAsGolden(`${name}.json`, json);
    assert.deepEqual(JSON.parse(json), result);
  });

  test(`the text of ${name}, rendered from the committed JSON, is the committed one`, async () => {
    const committed = JSON.parse(
      await readFile(siblingFile(import.meta.url, `../../src/report/goldens/${name}.json`), 'utf8'),
    ) as DrillResult;
    const reportPath = `${committed.run.directory}/report.html`;

    await sameAsGolden(`${name}.txt`, renderText(committed, { colour: false, width: 110, wide: false, reportPath }));
    await sameAsGolden(
      `${name}.wide.txt`,
      renderText(committed, { colour: false, width: null, wide: true, reportPath }),
    );
  });
}
