// A recovery that is killed with SIGKILL again and again, at random moments: each record of the tail once, in its order.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { randomOf } from '../../src/base/core.ts';
import { siblingModule, systemClock } from '../../src/base/index.ts';
import { exportTail, findDivergence } from '../../src/divergence/index.ts';
import { type PartedSites, append, partedSites, run, valuesOf } from './parted-sites.ts';

const ATTEMPTS_MAX = 60;
const seed = Number(process.env['TIDEOVER_SEED'] ?? Date.now() % 1_000_000);

let sites: PartedSites;

before(async () => {
  sites = await partedSites();
});

after(async () => {
  await sites?.close();
});

/** Runs one attempt; kills it after so many batches, and a moment more. Resolves with true when it came to its end. */
async function attempt(argument: string, batches: number, moreMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [siblingModule(import.meta.url, './recovering-process'), argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let seen = 0;
  let ended = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ended')) ended = true;
    else seen += 1;
    if (seen === batches) setTimeout(() => child.kill('SIGKILL'), moreMs).unref();
  }
  const [code, signal] = (await exited) as [number | null, string | null];
  assert.ok(code === 0 || signal === 'SIGKILL', `the process ended with ${code ?? signal}`);
  return ended;
}

test(`DIV-8 killed with SIGKILL again and again, a recovery writes each record once and in order (seed ${seed})`, async () => {
  const random = randomOf(seed);
  const world = { clock: systemClock, emit: () => undefined };
  await sites.createTopic('killed', 1);
  const tp = { topic: 'killed', partition: 0 };
  const common = run('killed', 0, 50);
  const tail = run('killed', 50, 200);
  await append(sites.paris, tp, [...common, ...tail]);
  await append(sites.london, tp, [...common, ...run('new', 50, 60)]);
  const cut = { retired: 'paris', surviving: 'london', partitions: [{ ...tp, standbyLogEnd: 50 }] };
  const divergences = await findDivergence(sites.paris, sites.london, cut, { world });
  const directory = join(await mkdtemp(join(tmpdir(), 'tideover-tail-')), 'archive');
  await exportTail(sites.paris, divergences, directory, { world, surviving: 'london' });
  const argument = JSON.stringify({ reach: await sites.reach('london'), directory });

  let kills = 0;
  for (let ended = false; !ended && kills < ATTEMPTS_MAX; kills += ended ? 0 : 1) {
    ended = await attempt(argument, 1 + random.int(8), random.int(40));
    // A client goes on writing all the time.
    await append(sites.london, tp, run('client', kills, kills + 1));
  }

  const values = await valuesOf(sites.london, tp);
  console.log(`killed ${kills} times; ${values.length} records at london`);
  assert.ok(kills >= 5 && kills < ATTEMPTS_MAX, `${kills} kills`);
  assert.deepEqual(
    values.slice(60).filter((one) => one.startsWith('killed-')),
    tail.map((one) => one.value),
  );
  assert.equal(values.filter((one) => one.startsWith('client-')).length, kills + 1);
});
