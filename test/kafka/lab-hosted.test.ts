// `lab up`, `exec`, `status`, `down`: a lab by hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { labDown, labExec, labStatus, labUp } from '../../src/lab/index.ts';
import { isAlive } from '../../src/lab/processes/proc.ts';
import { twoSites } from './lab-topologies.ts';

describe('a hosted lab', () => {
  const name = `test-${process.pid}`;
  const output = join(mkdtempSync(join(tmpdir(), 'tideover-hosted-')), 'output');
  const events: string[] = [];
  before(async () => {
    await labUp({ name, topology: twoSites(1), emit: (event) => events.push(event.type) });
  });
  after(() => labDown(name).catch(() => undefined));

  const exec = async (site: string, command: string, ...args: string[]): Promise<{ code: number; text: string }> => {
    const file = openSync(output, 'w');
    const code = await labExec({ name, site, command, args, stdio: ['ignore', file, file] });
    return { code, text: readFileSync(output, 'utf8') };
  };

  it('tells its progress and its state', () => {
    assert.ok(events.includes('lab.ready'));
    const [state] = labStatus(name);
    assert.equal(state?.status, 'ready');
    assert.equal(state?.lab?.sites[0]?.brokers[0]?.running, true);
    assert.equal(state?.lab?.zoneTarget, 'paris');
  });

  it("runs Kafka's tools by short name at any site", async () => {
    assert.equal((await exec('paris', 'topics', '--create', '--topic', 'orders')).code, 0);
    const there = await exec('london', 'topics', '--list', '--bootstrap-server', 'kafka-1.service.lab:19092');
    assert.match(there.text, /^orders$/m);
    assert.doesNotMatch((await exec('london', 'kafka-topics.sh', '--list')).text, /orders/);
  });

  it('gives any program the names and addresses of the site', async () => {
    const { text } = await exec('london', 'sh', '-c', 'echo $BOOTSTRAP; getent hosts kafka-1.paris.lab');
    assert.match(text, /^kafka-1\.london\.lab:19092$/m);
    assert.match(text, /^127\.\d+\.33\.1 /m);
  });

  it('refuses a second lab of the same name', async () => {
    await assert.rejects(labUp({ name, topology: twoSites(1), emit: () => undefined }), {
      code: 'TIDE_LAB_ALREADY_UP',
    });
  });

  it('LAB-5: is gone after down, all processes included', async () => {
    const [state] = labStatus(name);
    await labDown(name);

    assert.equal(isAlive(state!.host), false);
    assert.deepEqual(labStatus(name), []);
    for (const broker of state!.lab!.sites.flatMap((site) => site.brokers)) {
      assert.throws(() => execFileSync('kill', ['-0', String(broker.pid)], { stdio: 'ignore' }));
    }
    await assert.rejects(labDown(name), { code: 'TIDE_LAB_NOT_UP' });
  });
});
