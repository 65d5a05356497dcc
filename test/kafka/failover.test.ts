// MirrorMaker and a failover on real Kafka: one lab of two sites, silent loss of the primary, a run that stops before the switch and goes on.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeFile } from 'node:fs/promises';
import type { TideEvent, TopicPartition } from '../../src/base/core.ts';
import { systemClock } from '../../src/base/index.ts';
import type { Assessment } from '../../src/detect/core.ts';
import type { FailoverContext, Fence } from '../../src/failover/core.ts';
import { executeFailover, noFence, planFailover, prepareStandby, zoneSwitch } from '../../src/failover/index.ts';
import { connectCluster, overlayNames } from '../../src/kafka/index.ts';
import type { Cluster } from '../../src/kafka/core.ts';
import type { Lab, LabProcess } from '../../src/lab/core.ts';
import { MIRRORMAKER2_JVM } from '../../src/mechanisms/core.ts';
import { mirrorMaker2 } from '../../src/mechanisms/index.ts';
import type { ReplicationMechanism } from '../../src/replication/core.ts';
import { renderPlan } from '../../src/runbook/core.ts';
import { eventually, labOptions, startLab, twoSites } from './lab-topologies.ts';

const TOPIC = 'orders';
const PARTITIONS: readonly TopicPartition[] = [0, 1].map((partition) => ({ topic: TOPIC, partition }));
const BOUND_MS = 2000;

describe('failover from paris to london on real Kafka', () => {
  const events: TideEvent[] = [];
  const emit = (event: TideEvent): void => void events.push(event);
  const clock = systemClock;
  let lab: Lab;
  let paris: Cluster;
  let london: Cluster;
  let mechanism: ReplicationMechanism;
  let mirrorMaker: LabProcess;

  const connect = (
    name: string,
    bootstrap: readonly string[],
    properties: Readonly<Record<string, string>>,
    requestTimeoutMs = BOUND_MS,
  ): Promise<Cluster> =>
    connectCluster({ name, bootstrap, properties, requestTimeoutMs, connectTimeoutMs: BOUND_MS, retries: 1 });
  const write = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await paris.roundTrip(PARTITIONS[n % 2]!, 5000);
  };

  before(async () => {
    lab = await startLab(labOptions(twoSites(1)));
    overlayNames(lab.lookup('witness'));
    const [a, b] = [lab.sites['paris']!, lab.sites['london']!];
    paris = await connect('paris', a.adminBootstrap, a.adminProperties);
    london = await connect('london', b.adminBootstrap, b.adminProperties);
    await paris.createTopics([{ name: TOPIC, partitions: 2, replicationFactor: 1, configs: {} }]);
    const site = (one: typeof a) => ({ bootstrap: one.adminBootstrap, properties: one.adminProperties, brokers: 1 });
    mechanism = mirrorMaker2({
      flow: { name: 'main', source: 'paris', target: 'london', topics: [TOPIC], groups: ['billing'] },
      source: paris,
      target: london,
      sites: { source: site(a), target: site(b) },
      launch: async (properties) => {
        const file = join(lab.runDir, 'mirrormaker2.properties');
        await writeFile(file, properties);
        mirrorMaker = await lab.spawnJava('london', { name: 'mirrormaker2', args: [file], ...MIRRORMAKER2_JVM });
        const process = mirrorMaker;
        const { pid, stdoutFile: logFile } = process;
        return { pid, logFile, running: () => process.running(), stop: (withinMs) => process.stop(withinMs) };
      },
      clock,
      emit,
    });
  });

  after(async () => {
    overlayNames(undefined);
    await Promise.all([paris?.close(), london?.close()]);
    await lab?.stop();
  });

  const context = (change: Partial<FailoverContext> = {}): FailoverContext => ({
    retired: 'paris',
    surviving: 'london',
    mechanism: withRunaway(mechanism),
    target: london,
    fence: noFence('paris'),
    trafficSwitch: zoneSwitch(lab.zone),
    openService: () => connect('the service names', lab.zone.bootstrap, lab.sites['london']!.clientProperties),
    groups: ['billing', 'runaway'],
    assessment: assessment('LOST'),
    policy: { mode: 'automatic' },
    lastExposure: null,
    journalPath: join(lab.runDir, 'failover.jsonl'),
    resumeCommand: 'tideover failover --resume',
    clock,
    emit,
    ...change,
  });

  it('keeps producer ids apart before anything is copied', async () => {
    // In time of peace nothing is urgent: draining takes a thousand requests.
    const patient = (site: string): Promise<Cluster> =>
      connect(site, lab.sites[site]!.adminBootstrap, lab.sites[site]!.adminProperties, 15_000);
    const [primary, standby] = await Promise.all([patient('paris'), patient('london')]);
    const apart = await prepareStandby({ primary, standby, clock, emit });
    await Promise.all([primary.close(), standby.close()]);
    assert.ok(apart.apart, apart.evidence.join('; '));
    assert.ok(apart.standbyLowest > apart.primaryCeiling);
  });

  it('starts MirrorMaker, which counts as started when a record has been copied', async () => {
    await mechanism.start();
    const tookMs = events.find((event) => event.type === 'mirrormaker2.copying')?.data['tookMs'];
    console.log(`first record copied after ${String(tookMs)} ms`);
    assert.equal((await mechanism.status()).state, 'running');
  });

  it('tells an exposure that goes to zero, and positions that are never ahead', async () => {
    await write(40);
    await paris.commit(
      'billing',
      PARTITIONS.map((one) => ({ ...one, offset: 12 })),
    );
    await eventually('exposure is zero', 15_000, async () => (await mechanism.exposure()).records === 0);
    assert.equal(await mechanism.drain(5000), true);
    await eventually('positions are at london', 20_000, async () =>
      (await mechanism.translateCommitted('billing')).every((one) => one.offset !== null),
    );
    for (const one of await mechanism.translateCommitted('billing'))
      assert.ok(one.offset! <= 12, 'FAIL-9: never ahead');
  });

  it('FAIL-1: refuses a healthy source, changes nothing, and shows a plan with its point of no return', async () => {
    const refused = await executeFailover(
      context({ assessment: assessment('HEALTHY'), journalPath: join(lab.runDir, 'refused.jsonl') }),
    );
    assert.equal(refused.failure?.code, 'TIDE_FAILOVER_REFUSED');
    assert.equal(lab.zone.target, 'paris');
    assert.ok(mirrorMaker.running());

    const plan = await planFailover(context());
    assert.equal(
      plan.steps.findIndex((step) => step.pointOfNoReturn),
      plan.steps.findIndex((step) => step.id === 'redirect'),
    );
    assert.deepEqual(
      plan.steps.find((step) => step.id === 'redirect')?.after,
      ['fence', 'group-positions', 'canary'],
      'FAIL-8',
    );
    assert.match(renderPlan(plan), /point of no return/);
  });

  it('says that exposure is unknown when the source falls silent, in seconds and not after 30', async () => {
    await lab.wan.isolate('paris', 'drop');
    const silentAt = clock.monotonicMs();
    await eventually('exposure is unknown', 10_000, async () => (await mechanism.exposure()).records === null);
    console.log(`a silent source was noticed after ${Math.round(clock.monotonicMs() - silentAt)} ms`);
    const status = await mechanism.status();
    assert.equal(status.state, 'faulted');
  });

  it('FAIL-6, FAIL-10: a run that stopped before the switch goes on from its journal, with the source silent, and is fast', async () => {
    const lastExposure = await mechanism.exposure();
    // The switch fails the first time: fence, stop, cut, positions and canary stand in the journal.
    const broken = { ...zoneSwitch(lab.zone), switchTo: () => Promise.reject(new Error('the zone does not answer')) };
    const beganAt = clock.monotonicMs();
    const first = await executeFailover(context({ lastExposure, trafficSwitch: broken }));
    const firstMs = Math.round(clock.monotonicMs() - beganAt);
    assert.equal(first.state, 'stuck', first.failure?.message);
    const outcomes = new Map(first.steps.map((step) => [step.id, step.outcome]));
    for (const id of ['fence', 'stop-replication', 'record-cut', 'group-positions', 'canary']) {
      assert.equal(outcomes.get(id), 'done', id);
    }
    assert.equal(lab.zone.target, 'paris');

    let raisedAgain = false;
    const fence: Fence = { ...noFence('paris'), raise: async () => void (raisedAgain = true) };
    const resumed = await executeFailover(context({ lastExposure: null, fence, assessment: assessment('HEALTHY') }));
    console.log(`decided to ready for the switch in ${firstMs} ms; phases ${JSON.stringify(resumed.phases)}`);
    for (const step of resumed.steps) console.log(`  ${step.id} ${Math.round(step.endedAt - step.beganAt)} ms`);

    assert.equal(resumed.failure, null, resumed.failure?.message);
    assert.equal(resumed.state, 'done');
    assert.equal(raisedAgain, false, 'what ended well is not done again');
    assert.equal(lab.zone.target, 'london');
    assert.ok(!mirrorMaker.running());
    assert.ok(firstMs < 3000, `${firstMs} ms`);
  });

  it('leaves a cut with both ends, and groups within the log', async () => {
    const again = await executeFailover(context());
    assert.ok(again.completed, 'a finished run is finished when it is asked again');
    assert.equal(again.cut?.partitions.length, 2);
    for (const one of again.cut?.partitions ?? []) {
      assert.equal(one.standbyLogEnd, 20);
      assert.equal(one.primaryHighWatermark, 20);
    }
    const offsetsOf = (group: string) =>
      again.promotedPositions.filter((one) => one.group === group).map((one) => one.offset);
    assert.deepEqual(offsetsOf('billing').length, 2);
    for (const offset of offsetsOf('billing'))
      assert.ok(offset !== null && offset <= 12, 'FAIL-9: never ahead of the commit');
    const stored = await london.committed('runaway', PARTITIONS);
    const ends = new Map((again.cut?.partitions ?? []).map((one) => [one.partition, one.standbyLogEnd]));
    for (const one of stored.offsets) {
      // The canary's marker may stand between the cut and the moment at which the positions were planned.
      const past = (one.offset ?? -1) - (ends.get(one.partition) ?? 0);
      assert.ok(
        past === 0 || past === 1,
        `FAIL-9: written at ${one.offset}, the log ended at ${ends.get(one.partition)}`,
      );
      assert.equal(one.committedLeaderEpoch, -1);
    }
  });
});

/** A translation far past the log end, as a wrong mechanism would give: it must be clamped and written. */
function withRunaway(mechanism: ReplicationMechanism): ReplicationMechanism {
  return {
    name: mechanism.name,
    flow: mechanism.flow,
    capabilities: mechanism.capabilities,
    start: (signal) => mechanism.start(signal),
    status: () => mechanism.status(),
    exposure: () => mechanism.exposure(),
    drain: (withinMs) => mechanism.drain(withinMs),
    stop: () => mechanism.stop(),
    reverse: () => mechanism.reverse(),
    translateCommitted: async (group) =>
      group === 'runaway'
        ? PARTITIONS.map((one) => ({ ...one, group, offset: 100_000, how: 'wrong on purpose' }))
        : await mechanism.translateCommitted(group),
  };
}

function assessment(state: Assessment['state']): Assessment {
  return {
    watched: 'paris',
    state,
    at: systemClock.monotonicMs(),
    evidence: [`paris is ${state}`],
    vantages: [],
    lastAnswerAt: null,
  };
}
