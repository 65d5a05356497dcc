// npm run bench:link: the link against MirrorMaker 2, tuned and frozen: same data, same acks, same replication, order alternated.
// Usage: npm run bench:link -- [--runs 5] [--rows batch16k,one-record,start,steady,rf3] [--size-mb 1000] [--partitions 6] [--codec none] [--steady-seconds 30]
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_KAFKA_VERSION } from '../src/lab/index.ts';
import type { WritableCodec } from '../src/wire/core.ts';
import { type BenchOptions, ROWS } from './link/rows.ts';
import { startSites } from './link/sites.ts';
import { type Measure, table } from './link/table.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    rows: { type: 'string', default: ROWS.map((row) => row.name).join(',') },
    'size-mb': { type: 'string', default: '1000' },
    partitions: { type: 'string', default: '6' },
    codec: { type: 'string', default: 'none' },
    'steady-seconds': { type: 'string', default: '30' },
  },
});
const wanted = values.rows.split(',');
const unknown = wanted.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0)
  throw new Error(`no such row: ${unknown.join(', ')}; there are ${ROWS.map((row) => row.name).join(', ')}`);
const rows = ROWS.filter((row) => wanted.includes(row.name));
const load = (): string => os.loadavg()[0]!.toFixed(1);
const options: BenchOptions = {
  runs: Number(values.runs),
  sizeMb: Number(values['size-mb']),
  partitions: Number(values.partitions),
  codec: values.codec as WritableCodec,
  steadySeconds: Number(values['steady-seconds']),
  tell: (line) => console.log(`${line} (load ${load()})`),
};
console.log(
  [
    `${new Date().toISOString()}, ${os.cpus().length} x ${os.cpus()[0]?.model}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, Kafka ${DEFAULT_KAFKA_VERSION}, load ${load()} at the start`,
    `acks=all both, compression ${values.codec} both, ${values.partitions} partitions, ${values['size-mb']} MB; brokers and everything else on the same cores, no WAN between`,
    ...new Set(rows.map((row) => `${row.name}: against ${row.mirrorMaker.name}`)),
  ].join('\n'),
);
// The link is measured as it is installed: built, not from its sources.
execFileSync(process.execPath, [join(import.meta.dirname, '..', 'scripts', 'build.ts')], { stdio: 'ignore' });
const measures: Measure[] = [];
for (const brokers of new Set(rows.map((row) => row.targetBrokers))) {
  const sites = await startSites(brokers);
  try {
    for (const row of rows.filter((one) => one.targetBrokers === brokers))
      measures.push(...(await row.run(sites, options)));
  } finally {
    await sites.stop();
  }
}
console.log(`\n${table(measures)}`);
