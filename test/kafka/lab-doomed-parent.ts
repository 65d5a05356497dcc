// A parent for lab-kill.test.ts: starts a lab, lets it run a moment, stops it, and so on, until it is killed.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLab, twoSites } from './lab-topologies.ts';

const folder = process.argv[2]!;
for (let round = 1; ; round += 1) {
  const lab = await startLab({
    topology: twoSites(1),
    runDir: join(folder, String(round)),
    emit: (event) => appendFileSync(join(folder, 'events'), `${event.type} ${JSON.stringify(event.data)}\n`),
  });
  await sleep(300);
  await lab.stop();
}
