// A process that recovers a tail, slowly enough to be killed in the middle; one line per batch on standard output.
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/index.ts';
import { recoverTail } from '../../src/divergence/index.ts';
import { connectRaw, overlayNames } from '../../src/kafka/index.ts';
import type { Reach } from './parted-sites.ts';

const { reach, directory } = JSON.parse(process.argv[2]!) as { readonly reach: Reach; readonly directory: string };
overlayNames((host) => reach.names[host]);
const { name, bootstrap, properties } = reach;
const london = await connectRaw({
  name,
  bootstrap,
  properties,
  requestTimeoutMs: 5000,
  connectTimeoutMs: 5000,
  retries: 1,
});
const slow = {
  ...london,
  produce: async (...args: Parameters<typeof london.produce>) => {
    const answer = await london.produce(...args);
    await sleep(5);
    return answer;
  },
};
const { totals } = await recoverTail(
  slow,
  directory,
  { rules: [] },
  {
    world: {
      clock: systemClock,
      emit: (event) => {
        if (event.type === 'divergence.recovered') process.stdout.write(`${event.say}\n`);
      },
    },
    batchRecordsMax: 3,
    produceTimeoutMs: 500,
  },
);
london.close();
process.stdout.write(`ended ${JSON.stringify(totals)}\n`);
