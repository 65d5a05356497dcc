// Two sites of real Kafka: they start, see each other only through the WAN, die and come back, and leave nothing behind.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Lab } from '../../src/lab/core.ts';
import { listeners, markedProcesses } from '../../src/lab/processes/proc.ts';
import { eventually, labOptions, QUICK_RETURN, startLab, textOf, twoSites } from './lab-topologies.ts';

describe('a lab of two sites with three brokers each', () => {
  const options = { ...labOptions(twoSites(3)), brokerProperties: { london: QUICK_RETURN } };
  let lab: Lab;
  before(async () => {
    lab = await startLab(options);
  });
  after(() => lab?.stop());

  it('is ready when all six brokers serve', () => {
    assert.equal(options.events.filter((event) => event.type === 'lab.broker-ready').length, 6);
    assert.deepEqual(lab.sites['paris']?.brokerIds, [1, 2, 3]);
    assert.equal(lab.sites['london']?.clientListener, 'open');
    assert.notEqual(lab.sites['paris']?.clusterId, lab.sites['london']?.clusterId);
  });

  it('gives each site its own view: direct at home, through the WAN abroad', async () => {
    const name = 'kafka-2.paris.lab';
    const [home = ''] = lab.lookup('paris')(name) ?? [];
    const [abroad = ''] = lab.lookup('london')(name) ?? [];

    assert.notEqual(home, abroad);
    assert.deepEqual(lab.lookup('paris')('kafka-9.paris.lab'), []);
    assert.equal(lab.lookup('paris')('example.org'), undefined);
    await connects(home, 19092);
    await connects(abroad, 19092);
    const { links } = await lab.wan.stats();
    assert.equal(links.length, 3);
  });

  it('runs a stock Java tool at a site, against the other site by its names', async () => {
    const paris = lab.sites['paris']!;
    const create = await lab.spawnJava('london', {
      name: 'create-topic',
      mainClass: 'org.apache.kafka.tools.TopicCommand',
      args: ['--bootstrap-server', paris.bootstrap.join(','), '--create', '--topic', 'orders', '--partitions', '6'],
      heapMb: 128,
      archive: 'broker',
    });
    const { code } = await create.exited;

    assert.equal(code, 0, textOf(create.stdoutFile) + textOf(create.stderrFile));
    const { links } = await lab.wan.stats();
    const used = links.find(({ between }) => between.includes('paris') && between.includes('london'));
    assert.ok((used?.bytes.forward ?? 0) + (used?.bytes.backward ?? 0) > 0);
  });

  it('switches the service names for Node processes and for any program, while they run', async () => {
    const script = join(lab.runDir, 'watch-name.mjs');
    writeFileSync(
      script,
      "import dns from 'node:dns'; setInterval(() => dns.lookup('kafka-1.service.lab', (e, a) => console.log(a)), 50);",
    );
    const node = await lab.spawnNode('witness', { name: 'watch-node', module: script, args: [] });
    const shell = await lab.spawnCommand('witness', {
      name: 'watch-shell',
      command: 'sh',
      args: ['-c', 'while sleep 0.05; do getent hosts kafka-1.service.lab; done'],
    });
    const paris = lab.lookup('witness')('kafka-1.paris.lab')![0]!;
    const london = lab.lookup('witness')('kafka-1.london.lab')![0]!;
    const seen = (address: string): Promise<void> =>
      eventually(`both see ${address}`, 10_000, () =>
        [node, shell].every((each) => textOf(each.stdoutFile).trim().split('\n').at(-1)?.startsWith(address)),
      );

    assert.equal(lab.zone.target, 'paris');
    await seen(paris);
    await lab.zone.switchTo('london');
    await seen(london);
    await lab.zone.switchTo('paris');

    for (const each of [node, shell]) await each.stop();
    assert.equal(node.running() || shell.running(), false);
  });

  it('kills a site and starts it again on its old data', async () => {
    const before = lab.sites['london']!.broker(1)!;
    await lab.killSite('london');
    assert.equal(before.running(), false);
    assert.equal((await before.exited).signal, 'SIGKILL');
    assert.equal(lab.sites['london']?.clientListener, 'down');

    await lab.startSite('london');
    assert.equal(lab.sites['london']?.clientListener, 'open');
    assert.notEqual(lab.sites['london']?.broker(1)?.pid, before.pid);
  });

  it('LAB-9: runs beside another lab', async () => {
    const other = labOptions(twoSites(1));
    const second = await startLab(other);
    try {
      assert.notEqual(second.lookup('paris')('kafka-1.paris.lab')?.[0], lab.lookup('paris')('kafka-1.paris.lab')?.[0]);
    } finally {
      await second.stop();
    }
  });

  it('LAB-1: leaves no process, no port and no data when it is stopped', async () => {
    const network = String(options.events.find((event) => event.type === 'lab.claimed')?.data['network']).replace(
      '0.0/16',
      '',
    );
    await lab.stop();

    assert.deepEqual(markedProcesses(lab.id), []);
    assert.deepEqual(
      listeners().filter(({ address }) => address.startsWith(network)),
      [],
    );
    assert.equal(existsSync(join(lab.runDir, 'data')), false);
    assert.equal(existsSync(join(lab.runDir, 'logs')), true);
  });
});

function connects(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
