// The control plane of the link on two real clusters: topics with their settings, and exact, fresh positions of groups.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyOf, type TideEvent } from '../../src/base/core.ts';
import { systemClock } from '../../src/base/index.ts';
import type { Cluster } from '../../src/kafka/core.ts';
import { connectCluster, overlayNames } from '../../src/kafka/index.ts';
import { loadLibrary } from '../../src/kafka/library.ts';
import { Session } from '../../src/kafka/session.ts';
import type { Lab, LabProcess } from '../../src/lab/core.ts';
import type { LinkGroupStatus } from '../../src/link/contract.ts';
import { DEFAULT_TOPIC_POLICY, type TopicMemory, type TopicPolicy } from '../../src/link/control/core.ts';
import {
  applyTopics,
  GROUP_SYNC_DEFAULTS,
  type GroupSync,
  groupSync,
  planOnClusters,
  promoteTopics,
  runRounds,
  topicSync,
  type TopicSync,
} from '../../src/link/control/index.ts';
import { eventually, labOptions, startLab, textOf, twoSites } from './lab-topologies.ts';

const TOPIC = 'orders';
const RECORDS = 40;
const P0 = { topic: TOPIC, partition: 0 };

let lab: Lab;
let paris: Cluster;
let london: Cluster;
let kept: readonly TopicMemory[] = [];
let policy: TopicPolicy = { ...DEFAULT_TOPIC_POLICY, topics: ['orders', 'ev.*', 'state'] };
const events: TideEvent[] = [];
const world = { clock: systemClock, emit: (event: TideEvent): void => void events.push(event) };
const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 2000, retries: 1 };

before(async () => {
  lab = await startLab(labOptions(twoSites(1)));
  overlayNames(lab.lookup('witness'));
  const open = (name: string): Promise<Cluster> => {
    const { adminBootstrap: bootstrap, adminProperties: properties } = lab.sites[name]!;
    return connectCluster({ name, bootstrap, properties, ...bounds });
  };
  [paris, london] = await Promise.all([open('paris'), open('london')]);
});

after(async () => {
  overlayNames(undefined);
  await Promise.all([paris?.close(), london?.close()]);
  await lab?.stop();
});

function topics(): TopicSync {
  const keep = (memory: readonly TopicMemory[]): Promise<void> => {
    // Through text, as a link keeps it.
    kept = JSON.parse(JSON.stringify(memory)) as TopicMemory[];
    return Promise.resolve();
  };
  return topicSync(paris, london, { policy: () => policy, memory: kept, keep }, world);
}

function groups(more: Partial<Parameters<typeof groupSync>[2]> = {}): GroupSync {
  const mirrored = (tp: { readonly topic: string }): boolean => tp.topic === TOPIC;
  const options = { ...GROUP_SYNC_DEFAULTS, groups: ['.*'], mirrored, pieces: () => [], listEveryMs: 0, ...more };
  return groupSync(paris, london, options, world);
}

const statusOf = (sync: GroupSync, group: string): LinkGroupStatus | undefined =>
  sync.status().find((one) => one.group === group);

/** Rounds until the group is in the state; a fresh cluster needs a moment until its first coordinator is there. */
async function roundsUntil(sync: GroupSync, group: string, state: LinkGroupStatus['state']): Promise<void> {
  await eventually(`group ${group} is ${state}`, 20_000, async () => {
    await sync.round();
    return statusOf(sync, group)?.state === state;
  });
}

async function offsetsAt(cluster: Cluster, group: string): Promise<readonly (number | null)[]> {
  return (await cluster.committed(group)).offsets.map((one) => one.offset);
}

async function settingsAt(cluster: Cluster, topic: string): Promise<Readonly<Record<string, string>>> {
  const settings = (await cluster.topicSettings([topic])).get(topic) ?? {};
  return Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, one.value]));
}

async function consumer(site: string, group: string, protocol: string, more: readonly string[]): Promise<LabProcess> {
  const bootstrap = lab.sites[site]!.bootstrap.join(',');
  const which = ['--topic', TOPIC, '--group', group];
  return await lab.spawnJava(site, {
    name: `consumer-${site}-${group}-${events.length}`,
    mainClass: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    args: ['--bootstrap-server', bootstrap, ...which, '--command-property', `group.protocol=${protocol}`, ...more],
    heapMb: 96,
    archive: 'broker',
  });
}

test('topics are created with the settings of the source, what is forced, and as many replicas as there are brokers', async () => {
  const own = { 'retention.ms': '86400000', 'compression.type': 'zstd', 'min.insync.replicas': '1' };
  await paris.createTopics([
    { name: TOPIC, partitions: 1, replicationFactor: 1, configs: own },
    { name: 'events', partitions: 2, replicationFactor: 1, configs: { 'message.timestamp.type': 'LogAppendTime' } },
    { name: 'state', partitions: 1, replicationFactor: 1, configs: { 'cleanup.policy': 'compact' } },
    { name: 'unrelated', partitions: 1, replicationFactor: 1, configs: {} },
  ]);

  await topics().round();
  const again = await planOnClusters(paris, london, policy, kept);

  const created = await london.topics();
  assert.deepEqual(
    created.filter((one) => !one.name.startsWith('__')).map((one) => [one.name, one.partitions.length]),
    [
      ['events', 2],
      ['orders', 1],
      ['state', 1],
    ],
  );
  const [orders, other, state] = await Promise.all([TOPIC, 'events', 'state'].map((one) => settingsAt(london, one)));
  assert.equal(orders!['retention.ms'], '86400000');
  assert.equal(orders!['compression.type'], 'producer');
  assert.equal(orders!['message.timestamp.after.max.ms'], '9223372036854775807');
  assert.deepEqual([other!['message.timestamp.type'], other!['retention.ms']], ['CreateTime', '-1']);
  assert.equal(state!['cleanup.policy'], 'compact');
  assert.deepEqual(again.plan.changes, [], 'a second look has nothing to do');
});

test('growth is followed, and drift at the target is set back or only reported, as declared', async () => {
  await paris.createPartitions([{ topic: 'events', partitions: 3 }]);
  await london.alterTopicSettings([
    { topic: TOPIC, setting: 'retention.ms', value: '5' },
    { topic: TOPIC, setting: 'message.timestamp.type', value: 'LogAppendTime' },
  ]);

  policy = { ...policy, drift: 'report-only' };
  const reporting = topics();
  await reporting.round();
  const reported = await settingsAt(london, TOPIC);
  policy = { ...policy, drift: 'follow-source' };
  await topics().round();
  const followed = await settingsAt(london, TOPIC);

  assert.equal((await london.topics(['events']))[0]?.partitions.length, 3);
  assert.deepEqual([reported['retention.ms'], reported['message.timestamp.type']], ['5', 'CreateTime']);
  assert.match(reporting.alarms().find((one) => one.code === 'drift')?.say ?? '', /retention\.ms of topic orders is 5/);
  assert.equal(followed['retention.ms'], '86400000');
});

test('promotion gives back what was forced, once', async () => {
  const promoted = await promoteTopics(london, kept);
  const after = await Promise.all([TOPIC, 'events'].map((one) => settingsAt(london, one)));
  const again = await promoteTopics(london, kept);
  // Back to mirroring for what follows.
  await topics().round();

  assert.deepEqual(promoted.refused, []);
  assert.deepEqual(again.done, []);
  assert.equal(after[0]!['compression.type'], 'zstd');
  assert.notEqual(after[0]!['message.timestamp.after.max.ms'], '9223372036854775807');
  assert.deepEqual([after[1]!['message.timestamp.type'], after[1]!['retention.ms']], ['LogAppendTime', '604800000']);
  assert.equal((await settingsAt(london, TOPIC))['compression.type'], 'producer');
});

test('a topic deleted or created anew at the source keeps its copy and is held', async () => {
  const gone = async (): Promise<boolean> => (await paris.topics(['events'])).length === 0;
  const before = (await london.topics(['events']))[0]!;
  await paris.deleteTopics(['events']);
  await eventually('events is gone', 10_000, gone);
  const deleted = topics();
  await deleted.round();
  await paris.createTopics([{ name: 'events', partitions: 5, replicationFactor: 1, configs: {} }]);
  const recreated = topics();
  await recreated.round();

  assert.deepEqual([deleted.alarms()[0]?.code, [...deleted.held()]], ['source-deleted', ['events']]);
  assert.deepEqual([recreated.alarms()[0]?.code, [...recreated.held()]], ['source-recreated', ['events']]);
  const copy = (await london.topics(['events']))[0]!;
  assert.deepEqual([copy.id, copy.partitions.length], [before.id, 3]);
});

test('a change that the target refuses is told, does not keep others waiting, and is planned again', async () => {
  const [one, other] = ['ev-good', 'ev-bad'].map((name) => ({
    name,
    partitions: 1,
    replicationFactor: 1,
    configs: {},
  }));
  await paris.createTopics([one!, other!]);
  const { plan } = await planOnClusters(paris, london, policy, kept);
  const changes = plan.changes.map((change) =>
    change.kind === 'create' && change.topic === 'ev-bad'
      ? { ...change, configs: { ...change.configs, 'retention.ms': 'soon' } }
      : change,
  );
  const applied = await applyTopics(london, { ...plan, changes }, kept);
  const next = await planOnClusters(paris, london, policy, applied.memory);

  assert.deepEqual(
    applied.refused.map((refused) => [refused.item, refused.code]),
    [['ev-bad', 40]],
  );
  assert.deepEqual(
    next.plan.changes.map((change) => [change.kind, change.topic]),
    [['create', 'ev-bad']],
  );
});

test('groups that read with the classic and the consumer protocol stand at the target where they stood at the source', async () => {
  for (const cluster of [paris, london]) {
    for (let n = 0; n < RECORDS; n += 1) await cluster.roundTrip(P0, 5000);
  }
  for (const [protocol, count] of [
    ['classic', '7'],
    ['consumer', '11'],
  ] as const) {
    const reader = await consumer('paris', protocol, protocol, ['--from-beginning', '--max-messages', count]);
    assert.equal((await reader.exited).code, 0, textOf(reader.stderrFile));
  }
  await paris.commit('streams-like', [{ ...P0, offset: 13, metadata: 'AQAAAZ' }]);

  const sync = groups();
  for (const group of ['classic', 'consumer', 'streams-like']) await roundsUntil(sync, group, 'exact');

  assert.deepEqual(
    (await paris.listGroups()).map((one) => [one.group, one.type]),
    [
      ['classic', 'classic'],
      ['consumer', 'consumer'],
      ['streams-like', 'classic'],
    ],
  );
  const found = await london.positions(['classic', 'consumer', 'streams-like']);
  assert.deepEqual(
    found.map((one) => one.offsets),
    [
      [{ ...P0, offset: 7, committedLeaderEpoch: -1, metadata: '' }],
      [{ ...P0, offset: 11, committedLeaderEpoch: -1, metadata: '' }],
      [{ ...P0, offset: 13, committedLeaderEpoch: -1, metadata: 'AQAAAZ' }],
    ],
  );
  assert.ok(sync.status().every((one) => one.ageMs !== null && one.ageMs < 1000));
});

test("a position ahead of the target's log stands at its high watermark, and follows when records arrive", async () => {
  for (let n = 0; n < 5; n += 1) await paris.roundTrip(P0, 5000);
  await paris.commit('ahead', [{ ...P0, offset: RECORDS + 5 }]);
  const sync = groups({ groups: ['ahead'] });

  await roundsUntil(sync, 'ahead', 'clamped');
  const clamped = await offsetsAt(london, 'ahead');
  const { why } = statusOf(sync, 'ahead')!;
  for (let n = 0; n < 5; n += 1) await london.roundTrip(P0, 5000);
  await roundsUntil(sync, 'ahead', 'exact');

  assert.deepEqual(clamped, [RECORDS]);
  assert.match(why, /up to 5 offsets below/);
  assert.deepEqual(await offsetsAt(london, 'ahead'), [RECORDS + 5]);
});

test('positions are not written again while they stay, and a foreign move at the target is set back and said', async () => {
  const writes: string[] = [];
  const watched: Cluster = {
    ...london,
    writePositions: (all) => {
      writes.push(...all.map((one) => one.group));
      return london.writePositions(all);
    },
  };
  const options = { ...GROUP_SYNC_DEFAULTS, groups: ['classic'], mirrored: () => true, pieces: () => [] };
  const sync = groupSync(paris, watched, { ...options, checkTargetEveryMs: 0 }, world);

  for (let n = 0; n < 3; n += 1) await sync.round();
  const quiet = [...writes];
  await london.commit('classic', [{ ...P0, offset: 30 }]);
  await sync.round();

  assert.deepEqual(quiet, []);
  assert.deepEqual(writes, ['classic']);
  assert.deepEqual(await offsetsAt(london, 'classic'), [7]);
  const rewound = events.findLast((one) => one.type === 'control.group-rewound');
  assert.deepEqual(rewound?.data, { group: 'classic', ...P0, from: 30, to: 7, cause: 'target' });
});

test('a position that goes back at the source goes back at the target, and that is said', async () => {
  const sync = groups({ groups: ['streams-like'] });
  await roundsUntil(sync, 'streams-like', 'exact');
  await paris.commit('streams-like', [{ ...P0, offset: 3 }]);
  await sync.round();

  assert.deepEqual(await offsetsAt(london, 'streams-like'), [3]);
  const rewound = events.findLast((one) => one.type === 'control.group-rewound');
  assert.deepEqual(rewound?.data, { group: 'streams-like', ...P0, from: 13, to: 3, cause: 'source' });
});

test('a shifted partition gets shifted positions, from the divergence point on', async () => {
  await paris.commit('shifted', [{ ...P0, offset: 20 }]);
  await paris.commit('unshifted', [{ ...P0, offset: 9 }]);
  const sync = groups({ groups: ['shifted', 'unshifted'], pieces: () => [{ from: 10, shift: 15 }] });
  await roundsUntil(sync, 'shifted', 'exact');
  await roundsUntil(sync, 'unshifted', 'exact');

  assert.deepEqual(await offsetsAt(london, 'shifted'), [35]);
  assert.deepEqual(await offsetsAt(london, 'unshifted'), [9]);
});

test('a group with members at the target is left to them and taken up again when they are gone', async () => {
  for (const [group, protocol] of [
    ['busy-classic', 'classic'],
    ['busy-consumer', 'consumer'],
  ] as const) {
    const sync = groups({ groups: [group], activeRetryMs: 0 });
    await paris.commit(group, [{ ...P0, offset: 4 }]);
    const often = ['--from-beginning', '--command-property', 'auto.commit.interval.ms=100'];
    const member = await consumer('london', group, protocol, often);
    await eventually(`the member of ${group} has committed the end of the log`, 30_000, async () =>
      (await offsetsAt(london, group)).includes(RECORDS + 5),
    );

    await roundsUntil(sync, group, 'active-at-target');
    await paris.commit(group, [{ ...P0, offset: 6 }]);
    await sync.round();
    const during = statusOf(sync, group)!;
    await member.stop(20_000);
    await roundsUntil(sync, group, 'exact');

    assert.match(during.why, /25 UNKNOWN_MEMBER_ID/);
    assert.deepEqual(await offsetsAt(london, group), [6]);
    // The step back from where its member had been is said.
    const rewound = events.findLast((one) => one.type === 'control.group-rewound');
    assert.deepEqual([rewound?.data['group'], rewound?.data['to'], rewound?.data['cause']], [group, 6, 'target']);
  }
});

test('a commit of an open transaction is not carried before the transaction has ended', async () => {
  await paris.commit('transactional', [{ ...P0, offset: 2 }]);
  const sync = groups({ groups: ['transactional'] });
  await roundsUntil(sync, 'transactional', 'exact');
  const transaction = await openOffsetCommit('transactional', 12);
  await sync.round();
  const during = [await offsetsAt(london, 'transactional'), statusOf(sync, 'transactional')] as const;
  await transaction.commit();
  await eventually('the new position is at the target', 10_000, async () => {
    await sync.round();
    return (await offsetsAt(london, 'transactional'))[0] === 12;
  });

  assert.deepEqual(during[0], [2]);
  assert.match(during[1]?.why ?? '', /1 partitions wait for an open transaction/);
  assert.doesNotMatch(statusOf(sync, 'transactional')?.why ?? '', /open transaction/);
});

test('a group that is gone at the source keeps its positions at the target', async () => {
  const sync = groups({ groups: ['passing'] });
  await paris.commit('passing', [{ ...P0, offset: 8 }]);
  await roundsUntil(sync, 'passing', 'exact');
  await deleteGroup('passing');
  await sync.round();

  assert.deepEqual(await offsetsAt(london, 'passing'), [8]);
  assert.match(statusOf(sync, 'passing')?.why ?? '', /gone at the source/);
  assert.equal(statusOf(sync, 'passing')?.ageMs, null);
});

test('the position of a busy group is at the target within 1 s when rounds come every 500 ms', async (t) => {
  const sync = groups({ listEveryMs: 1000 });
  const stop = new AbortController();
  await paris.commit('hurried', [{ ...P0, offset: 0 }]);
  await roundsUntil(sync, 'hurried', 'exact');
  const running = runRounds({ name: 'groups', everyMs: 500 }, () => sync.round(), stop.signal, world);
  const committedAtMs = new Map<number, number>();
  const ages: number[] = [];
  const until = performance.now() + 12_000;
  let offset = 0;
  while (performance.now() < until) {
    if (offset < RECORDS) {
      offset += 1;
      await paris.commit('hurried', [{ ...P0, offset }]);
      committedAtMs.set(offset, performance.now());
    }
    const seenAt = performance.now();
    const [seen] = await offsetsAt(london, 'hurried');
    // Age: how long ago the source first had a newer position than the target shows now.
    const newer = committedAtMs.get((seen ?? 0) + 1);
    if (newer !== undefined) ages.push(Math.max(0, seenAt - newer));
    await sleep(20);
  }
  stop.abort();
  await running;

  const sorted = ages.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  t.diagnostic(
    `age of a busy group's position: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms of ${ages.length}`,
  );
  assert.equal(offset, RECORDS);
  assert.deepEqual(await offsetsAt(london, 'hurried'), [RECORDS]);
  assert.ok(at(1) <= 1000, `the oldest position was ${at(1)} ms old`);
});

test('a cluster without an authorizer has no ACLs to tell', async () => {
  assert.equal(await paris.acls(), null);
});

/** A raw session for what no admin client does: a commit inside a transaction. */
async function rawSession(): Promise<Session> {
  const { bootstrap } = lab.sites['paris']!;
  const addresses = bootstrap.map((one) => ({ host: one.split(':')[0]!, port: Number(one.split(':')[1]) }));
  const options = { name: 'paris', bootstrap, properties: {}, ...bounds };
  return new Session(await loadLibrary(), options, addresses, {});
}

async function openOffsetCommit(group: string, offset: number): Promise<{ commit(): Promise<void> }> {
  const session = await rawSession();
  const { library } = session;
  const id = 'transactional-test';
  const started = await session.run('begin', async (deadline) => {
    const broker = await session.coordinator(1, id, deadline);
    const producer = await session.broker(broker, library.initProducerIdV4.api, [id, 60_000, -1n, -1], deadline);
    session.check(producer.errorCode, 'init');
    return { broker, producer };
  });
  const { producerId, producerEpoch } = started.producer;
  const call = async (name: string, work: Parameters<Session['run']>[1]): Promise<void> => {
    await session.run(name, work);
  };
  await call('add offsets', async (deadline) => {
    const api = library.addOffsetsToTxnV3.api;
    const answer = await session.broker(started.broker, api, [id, producerId, producerEpoch, group], deadline);
    session.check(answer.errorCode, 'add offsets');
  });
  await call('commit offsets', async (deadline) => {
    const coordinator = await session.coordinator(0, group, deadline);
    const partitions = [
      { partitionIndex: 0, committedOffset: BigInt(offset), committedLeaderEpoch: -1, committedMetadata: '' },
    ];
    const api = library.txnOffsetCommitV3.api;
    const topic = [{ name: TOPIC, partitions }];
    const parameters: [string, string, bigint, number, number, string, null, typeof topic] = [
      id,
      group,
      producerId,
      producerEpoch,
      -1,
      '',
      null,
      topic,
    ];
    const answer = await session.broker(coordinator, api, parameters, deadline);
    for (const one of answer.topics) for (const of of one.partitions) session.check(of.errorCode, keyOf(P0));
  });
  return {
    commit: async () => {
      await call('end', async (deadline) => {
        const parameters: [string, bigint, number, boolean] = [id, producerId, producerEpoch, true];
        const answer = await session.broker(started.broker, library.endTxnV3.api, parameters, deadline);
        session.check(answer.errorCode, 'end');
      });
      session.close();
    },
  };
}

async function deleteGroup(group: string): Promise<void> {
  const session = await rawSession();
  await session.run('delete group', async (deadline) => {
    const coordinator = await session.coordinator(0, group, deadline);
    const answer = await session.broker(coordinator, session.library.deleteGroupsV2.api, [[group]], deadline);
    session.check(answer.results[0]?.errorCode ?? -1, group);
  });
  session.close();
}
