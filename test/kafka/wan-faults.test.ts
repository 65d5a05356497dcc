// The WAN and its faults under real Kafka: silence, lost acknowledgements and the loss of a site, seen by a stock Java producer.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import type { Cluster } from '../../src/kafka/core.ts';
import { connectCluster, overlayNames } from '../../src/kafka/index.ts';
import type { Lab, LabProcess } from '../../src/lab/core.ts';
import { healFault, injectFault } from '../../src/lab/faults/index.ts';
import type { FaultContext } from '../../src/lab/faults/index.ts';
import { apiOfName } from '../../src/wire/core.ts';
import { eventually, labOptions, QUICK_RETURN, startLab, textOf, twoSites } from './lab-topologies.ts';

describe('the WAN between two sites of real Kafka', () => {
  const options = { ...labOptions(twoSites(1)), brokerProperties: { paris: QUICK_RETURN } };
  let lab: Lab;
  /** Looks at paris from paris, beside the WAN. */
  let atHome: Cluster;
  before(async () => {
    lab = await startLab(options);
    overlayNames(lab.lookup('paris'));
    const { adminBootstrap: bootstrap } = lab.sites['paris']!;
    const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 2000, retries: 1 };
    atHome = await connectCluster({ name: 'paris', bootstrap, properties: {}, ...bounds });
  });
  after(async () => {
    await atHome?.close();
    overlayNames(undefined);
    await lab?.stop();
  });

  const context = (): FaultContext => ({
    lab,
    clock: systemClock,
    emit: options.emit,
    targets: { leaderOfMost: async () => 1, activeController: async () => 1 },
    replication: () => [],
    signal: new AbortController().signal,
  });

  async function createTopic(topic: string): Promise<void> {
    await atHome.createTopics([{ name: topic, partitions: 1, replicationFactor: 1, configs: {} }]);
  }

  /** A Java producer at london that writes to paris: idempotent, acks=all. */
  async function producer(topic: string, requestTimeoutMs: number): Promise<LabProcess> {
    const config = join(lab.runDir, `${topic}.properties`);
    // The tool itself sets retries to 0, which excludes idempotence.
    writeFileSync(
      config,
      `request.timeout.ms=${requestTimeoutMs}\nlinger.ms=0\nenable.idempotence=true\nretries=2147483647\n`,
    );
    const where = ['--bootstrap-server', lab.sites['paris']!.bootstrap.join(','), '--topic', topic];
    return lab.spawnJava('london', {
      name: `produce-${topic}`,
      mainClass: 'org.apache.kafka.tools.VerifiableProducer',
      args: [...where, '--throughput', '200', '--acks', '-1', '--command-config', config],
      heapMb: 96,
      archive: 'broker',
    });
  }

  const acknowledged = (process: LabProcess): number =>
    textOf(process.stdoutFile)
      .split('\n')
      .filter((line) => line.includes('producer_send_success')).length;

  async function droppedBytes(): Promise<number> {
    const { links } = await lab.wan.stats();
    return links.find(({ between }) => between.includes('paris') && between.includes('london'))?.droppedBytes ?? 0;
  }

  async function logEnd(topic: string): Promise<number> {
    const [range] = await atHome.logRanges([{ topic, partition: 0 }], 'uncommitted');
    return range!.end.offset;
  }

  /** Ends the producer cleanly: it flushes, and says what it sent and what was acknowledged. */
  async function finished(process: LabProcess): Promise<{ readonly sent: number; readonly acked: number }> {
    await process.stop(30_000);
    const line = textOf(process.stdoutFile)
      .split('\n')
      .find((each) => each.includes('"tool_data"'));
    return JSON.parse(line ?? '{}') as { readonly sent: number; readonly acked: number };
  }

  it('a link that is silent for 1.5 s loses nothing, doubles nothing, and tells nobody', async () => {
    await createTopic('silent');
    const process = await producer('silent', 30_000);
    await eventually('the producer writes', 30_000, () => acknowledged(process) > 100);
    const spec = { kind: 'link-silent', between: ['paris', 'london'], durationMs: 1500 } as const;
    const evidence = await injectFault(context(), spec);
    await evidence.over!.ended;
    const atHealing = acknowledged(process);
    await eventually('the producer goes on', 30_000, () => acknowledged(process) > atHealing + 100);
    const { sent, acked } = await finished(process);

    assert.equal(acked, sent);
    assert.equal(await logEnd('silent'), sent);
    assert.equal(/disconnected/i.test(textOf(process.stdoutFile)), false, 'its connection lives on');
  });

  it('lost acknowledgements are written records: the idempotent producer repeats them and the log has each once', async () => {
    await createTopic('unacknowledged');
    const process = await producer('unacknowledged', 2000);
    await eventually('the producer writes', 30_000, () => acknowledged(process) > 100);
    await lab.wan.dropResponses(['paris', 'london'], [apiOfName('Produce')!.key]);
    await eventually('acknowledgements are lost', 10_000, async () => (await droppedBytes()) > 0);
    const atLoss = acknowledged(process);
    await lab.wan.dropResponses(['paris', 'london'], []);
    await eventually('the producer goes on', 30_000, () => acknowledged(process) > atLoss + 100);
    const { sent, acked } = await finished(process);

    assert.equal(acked, sent);
    assert.equal(await logEnd('unacknowledged'), sent);
  });

  it('a silently lost site answers nobody, is killed in the dark, and comes back with its data', async () => {
    const spec = { kind: 'site-loss', site: 'paris', manner: 'silent' } as const;
    const evidence = await injectFault(context(), spec);
    assert.ok(evidence.proof[0]!.probes.some((probe) => probe.outcome === 'answered'));
    assert.ok(evidence.proof[1]!.probes.every((probe) => probe.outcome === 'silent'));
    assert.equal(lab.sites['paris']!.broker(1)!.running(), false);

    const healing = await healFault(context(), spec, evidence);
    assert.ok(healing.proof[0]!.probes.every((probe) => probe.outcome === 'answered'));
    assert.ok((await logEnd('silent')) > 200);
  });
});
