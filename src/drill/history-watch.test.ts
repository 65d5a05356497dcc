// HistoryWatch against real files that grow while it reads.
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HISTORY_FORMAT } from '../check/core.ts';
import { HistoryWatch } from './history-watch.ts';

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tideover-watch-'));
});
after(async () => {
  await rm(directory, { recursive: true, force: true });
});

const header = {
  format: HISTORY_FORMAT,
  run: 'r',
  process: 'p1',
  role: 'producer',
  kind: 'node',
  site: 'apps',
  pointedAt: 'bootstrap',
  session: 'p1',
  topic: 't',
  clockErrorMs: 0,
};

test('a line written in two halves is counted once, when it is whole', async () => {
  const file = join(directory, 'p1.jsonl');
  await writeFile(file, `${JSON.stringify(header)}\n["invoke",999.5,0,0,999,100,"h"]\n["ok",1000.25,0,0,7]\n["ok",10`);
  const watch = new HistoryWatch(directory, 500);

  await watch.poll();
  assert.equal(watch.pulses()[0]?.served, 1);

  await appendFile(file, '50.5,0,1,8]\n');
  await watch.poll();
  const pulse = watch.pulses()[0];
  assert.equal(pulse?.served, 2);
  assert.equal(pulse?.firstServedAt, 1000.25);
  assert.equal(pulse?.lastServedAt, 1050.5);
  await watch.close();
});

test('a pause longer than the gap begins a new run of service', async () => {
  const file = join(directory, 'p1.jsonl');
  await writeFile(
    file,
    `${JSON.stringify(header)}\n["ok",1000,0,0,7]\n["ok",1400,0,1,8]\n["ok",2000,0,2,9]\n["ok",2100,0,3,10]\n`,
  );
  const watch = new HistoryWatch(directory, 500);

  await watch.poll();

  assert.equal(watch.pulses()[0]?.servedSince, 2000);
  assert.deepEqual(
    [...(watch.pulses()[0]?.perSecond ?? [])],
    [
      [1, 2],
      [2, 2],
    ],
  );
  await watch.close();
});

test('lines that are not service do not count', async () => {
  const file = join(directory, 'p1.jsonl');
  await writeFile(
    file,
    `${JSON.stringify(header)}\n["info",1000,0,0,"time-out"]\n["note",1001,"ok",null]\n["fail",1002,0,1,"x"]\n`,
  );
  const watch = new HistoryWatch(directory, 500);

  await watch.poll();

  assert.equal(watch.pulses()[0]?.served, 0);
  assert.equal(watch.pulses()[0]?.lastServedAt, null);
  await watch.close();
});
