// Tests of topic plans: what is created, grown, set, held and said, and that a second look plans nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Settings, SettingSource } from '../../kafka/core.ts';
import { planTopics, isMirrored } from './topic-plan.ts';
import { planPromotion } from './topic-promotion.ts';
import { NO_LIMIT } from './topic-settings.ts';
import {
  DEFAULT_TOPIC_POLICY,
  type SiteSnapshot,
  type TopicChange,
  type TopicMemory,
  type TopicPolicy,
  type TopicSnapshot,
} from './topic-shapes.ts';

const DEFAULTS: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'compression.type': 'producer',
  'max.message.bytes': '1048588',
  'message.timestamp.after.max.ms': '3600000',
  'message.timestamp.before.max.ms': NO_LIMIT,
  'message.timestamp.type': 'CreateTime',
  'min.insync.replicas': '1',
  'retention.bytes': '-1',
  'retention.ms': '604800000',
  'segment.bytes': '1073741824',
  'unclean.leader.election.enable': 'false',
};

const policy: TopicPolicy = { ...DEFAULT_TOPIC_POLICY, topics: ['.*'] };

function settings(
  overrides: Readonly<Record<string, string>> = {},
  inherited: Readonly<Record<string, string>> = {},
): Settings {
  const own = (value: string, source: SettingSource): { readonly value: string; readonly source: SettingSource } => ({
    value,
    source,
  });
  return Object.fromEntries(
    Object.keys({ ...DEFAULTS, ...inherited, ...overrides }).map((name) => {
      if (overrides[name] !== undefined) return [name, own(overrides[name], 'topic')];
      if (inherited[name] !== undefined) return [name, own(inherited[name], 'static')];
      return [name, own(DEFAULTS[name] ?? '', 'default')];
    }),
  );
}

function topic(name: string, more: Partial<TopicSnapshot> = {}): TopicSnapshot {
  const base = { name, id: `${name}-source`, partitions: 3, replicationFactor: 3, emptyIsr: 0, settings: settings() };
  return { ...base, ...more };
}

function site(topics: readonly TopicSnapshot[], brokers = 3): SiteSnapshot {
  return { brokers, topics, knownSettings: new Set(Object.keys(DEFAULTS)) };
}

/** What a target is like after the changes were applied. */
function applied(target: SiteSnapshot, changes: readonly TopicChange[]): SiteSnapshot {
  const topics = new Map(target.topics.map((one) => [one.name, one]));
  for (const change of changes) {
    if (change.kind === 'create') {
      const { topic: name, partitions, replicationFactor, configs } = change;
      const id = `${name}-copy`;
      topics.set(name, { name, id, partitions, replicationFactor, emptyIsr: 0, settings: settings(configs) });
      continue;
    }
    const has = topics.get(change.topic)!;
    if (change.kind === 'grow') topics.set(has.name, { ...has, partitions: change.to });
    else {
      const kept = Object.entries(has.settings).filter(
        ([key, one]) => one.source === 'topic' && key !== change.setting,
      );
      const overrides = Object.fromEntries(kept.map(([key, one]) => [key, one.value]));
      if (change.to !== null) overrides[change.setting] = change.to;
      topics.set(has.name, { ...has, settings: settings(overrides) });
    }
  }
  return { ...target, topics: [...topics.values()] };
}

const memoryOf = (name: string, more: Partial<TopicMemory> = {}): TopicMemory => ({
  topic: name,
  sourceId: `${name}-source`,
  targetId: `${name}-copy`,
  restore: {},
  ...more,
});

const codes = (plan: { readonly alarms: readonly { readonly code: string }[] }): readonly string[] =>
  plan.alarms.map((one) => one.code);

test('a new topic is created with the overrides of the source, what decides loss, and what is forced', () => {
  const source = topic('orders', {
    settings: settings({ 'retention.ms': '1000', 'compression.type': 'zstd' }, { 'min.insync.replicas': '2' }),
  });

  const plan = planTopics(site([source]), site([]), policy, []);

  const [create] = plan.changes;
  assert.equal(create?.kind, 'create');
  assert.deepEqual(create?.kind === 'create' && [create.partitions, create.replicationFactor], [3, 3]);
  const configs = create?.kind === 'create' ? create.configs : {};
  assert.equal(configs['retention.ms'], '1000');
  assert.equal(configs['min.insync.replicas'], '2');
  assert.equal(configs['compression.type'], 'producer');
  assert.equal(configs['message.timestamp.after.max.ms'], NO_LIMIT);
  assert.equal(configs['segment.bytes'], undefined, "a mere default of no consequence is the target's own");
  assert.deepEqual(plan.memory, [
    {
      topic: 'orders',
      sourceId: 'orders-source',
      targetId: null,
      restore: {
        'compression.type': 'zstd',
        'message.timestamp.type': 'CreateTime',
        'message.timestamp.after.max.ms': null,
        'message.timestamp.before.max.ms': null,
        'max.message.bytes': null,
      },
    },
  ]);
});

test('the replication factor is bounded by the brokers of the target, and that is said', () => {
  const plan = planTopics(site([topic('orders')]), site([], 1), policy, []);

  assert.equal(plan.changes[0]?.kind === 'create' && plan.changes[0].replicationFactor, 1);
  assert.deepEqual(codes(plan), ['replication-factor-low']);
});

test('a topic that grew at the source grows at the target; one that is larger at the target is alarmed and left', () => {
  const source = site([topic('grown', { partitions: 5 }), topic('shrunk', { partitions: 2 })]);
  const target = applied(site([]), planTopics(site([topic('grown'), topic('shrunk')]), site([]), policy, []).changes);

  const plan = planTopics(source, target, policy, [memoryOf('grown'), memoryOf('shrunk')]);

  assert.deepEqual(
    plan.changes.map((one) => [one.kind, one.topic, one.kind === 'grow' && one.to]),
    [['grow', 'grown', 5]],
  );
  assert.deepEqual(codes(plan), ['copy-has-more-partitions']);
});

test('a topic deleted at the source keeps its copy, is held, and is alarmed at every look', () => {
  const memory = [memoryOf('orders')];
  const target = site([topic('orders', { id: 'orders-copy' })]);

  const plan = planTopics(site([]), target, policy, memory);

  assert.deepEqual(plan.changes, []);
  assert.deepEqual([...plan.held], ['orders']);
  assert.deepEqual(codes(plan), ['source-deleted']);
  assert.deepEqual(plan.memory, memory, 'it is remembered, so that a topic created anew is recognised');
});

test('a topic created anew at either site is held and nothing of it is changed', () => {
  const copy = topic('orders', { id: 'orders-copy', settings: settings() });

  const atSource = planTopics(site([topic('orders', { id: 'other' })]), site([copy]), policy, [memoryOf('orders')]);
  const atTarget = planTopics(site([topic('orders')]), site([{ ...copy, id: 'new' }]), policy, [memoryOf('orders')]);
  const deleted = planTopics(site([topic('orders')]), site([]), policy, [memoryOf('orders')]);

  for (const [plan, code] of [
    [atSource, 'source-recreated'],
    [atTarget, 'copy-recreated'],
    [deleted, 'copy-deleted'],
  ] as const) {
    assert.deepEqual(plan.changes, [], code);
    assert.deepEqual([...plan.held], ['orders'], code);
    assert.deepEqual(codes(plan), [code]);
    assert.equal(plan.memory[0]?.sourceId, 'orders-source', code);
  }
});

test('drift follows the source or is only reported; what is forced is set back by either policy', () => {
  const source = site([topic('orders', { settings: settings({ 'retention.ms': '1000' }) })]);
  const copySettings = settings({
    'retention.ms': '2000',
    'segment.bytes': '2000000',
    'message.timestamp.type': 'LogAppendTime',
    'message.timestamp.after.max.ms': NO_LIMIT,
  });
  const target = site([topic('orders', { id: 'orders-copy', settings: copySettings })]);
  const set = (one: TopicChange): readonly unknown[] => (one.kind === 'set' ? [one.setting, one.to] : [one.kind]);

  const follow = planTopics(source, target, policy, [memoryOf('orders')]);
  const report = planTopics(source, target, { ...policy, drift: 'report-only' }, [memoryOf('orders')]);
  const keep = planTopics(source, target, { ...policy, keep: ['segment.bytes', 'retention.ms'] }, [memoryOf('orders')]);

  assert.deepEqual(follow.changes.map(set), [
    ['retention.ms', '1000'],
    ['message.timestamp.type', 'CreateTime'],
    ['segment.bytes', null],
  ]);
  assert.deepEqual(report.changes.map(set), [['message.timestamp.type', 'CreateTime']]);
  assert.deepEqual(codes(report), ['drift', 'drift']);
  assert.deepEqual(keep.changes.map(set), [['message.timestamp.type', 'CreateTime']]);
  assert.deepEqual(codes(keep), []);
});

test('min.insync.replicas waits while a partition of the copy has an empty ISR', () => {
  const source = site([topic('orders', { settings: settings({ 'min.insync.replicas': '2' }) })]);
  const configs = { 'message.timestamp.after.max.ms': NO_LIMIT };
  const copy = topic('orders', { id: 'orders-copy', emptyIsr: 1, settings: settings(configs) });

  const waiting = planTopics(source, site([copy]), policy, [memoryOf('orders')]);
  const healthy = planTopics(source, site([{ ...copy, emptyIsr: 0 }]), policy, [memoryOf('orders')]);

  assert.deepEqual(waiting.changes, []);
  assert.deepEqual(codes(waiting), ['min-isr-held']);
  assert.deepEqual(
    healthy.changes.map((one) => one.kind === 'set' && one.setting),
    ['min.insync.replicas'],
  );
});

test('a LogAppendTime source holds time retention at the copy, and promotion gives both back', () => {
  const source = site([
    topic('orders', { settings: settings({ 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '5000' }) }),
  ]);
  const first = planTopics(source, site([]), policy, []);
  const target = applied(site([]), first.changes);
  const second = planTopics(source, target, policy, first.memory);

  const promotion = planPromotion(second.memory, target);
  const promoted = applied(target, promotion);

  const copy = target.topics[0]!.settings;
  assert.deepEqual([copy['message.timestamp.type']?.value, copy['retention.ms']?.value], ['CreateTime', '-1']);
  assert.deepEqual(codes(second), ['append-time-source']);
  const after = promoted.topics[0]!.settings;
  assert.deepEqual([after['message.timestamp.type']?.value, after['retention.ms']?.value], ['LogAppendTime', '5000']);
  assert.equal(after['message.timestamp.after.max.ms']?.source, 'default');
  assert.deepEqual(planPromotion(second.memory, promoted), [], 'promoting again changes nothing');
});

test('a compacted topic that is seeded stays delete, and becomes compacted afterwards even when drift is only reported', () => {
  const source = site([topic('state', { settings: settings({ 'cleanup.policy': 'compact' }) })]);
  const reporting: TopicPolicy = { ...policy, drift: 'report-only' };
  const first = planTopics(source, site([]), { ...reporting, seeding: ['state'] }, []);
  const target = applied(site([]), first.changes);

  const after = planTopics(source, target, reporting, first.memory);

  assert.equal(target.topics[0]!.settings['cleanup.policy']?.value, 'delete');
  assert.deepEqual(
    after.changes.map((one) => one.kind === 'set' && [one.setting, one.to]),
    [['cleanup.policy', 'compact']],
  );
});

test("Kafka's own topics are never meant, and others with two underscores only by name", () => {
  const named = { ...policy, topics: ['__consumer_offsets', '__audit', '.*'], exclude: ['tmp-.*'] };

  assert.equal(isMirrored('__consumer_offsets', named), false);
  assert.equal(isMirrored('__audit', named), true);
  assert.equal(isMirrored('__audit', policy), false);
  assert.equal(isMirrored('tmp-1', named), false);
  assert.equal(isMirrored('orders', named), true);
});

test('settings that the target does not know are left out of a creation, and never seen as drift', () => {
  const source = site([
    topic('orders', { settings: settings({ 'some.new.setting': 'x', 'remote.storage.enable': 'true' }) }),
  ]);

  const first = planTopics(source, site([]), policy, []);
  const second = planTopics(source, applied(site([]), first.changes), policy, first.memory);

  const configs = first.changes[0]?.kind === 'create' ? first.changes[0].configs : {};
  assert.equal(configs['some.new.setting'], undefined);
  assert.equal(configs['remote.storage.enable'], undefined);
  assert.deepEqual(second.changes, []);
  assert.deepEqual(codes(second), ['not-carried']);
});

test('property: whatever both sites have, applying a plan leaves nothing to change, deletes nothing and forces what must be', () => {
  const values: Readonly<Record<string, readonly string[]>> = {
    'cleanup.policy': ['delete', 'compact', 'compact,delete', 'delete,compact'],
    'compression.type': ['producer', 'zstd', 'uncompressed'],
    'max.message.bytes': ['100', '1048588', '9000000'],
    'message.timestamp.type': ['CreateTime', 'LogAppendTime'],
    'message.timestamp.after.max.ms': ['0', NO_LIMIT],
    'min.insync.replicas': ['1', '2', '3'],
    'retention.ms': ['-1', '1', '604800000'],
    'segment.bytes': ['14', '2000000'],
    'leader.replication.throttled.replicas': ['*'],
  };
  const anySettings = fc.record(
    Object.fromEntries(Object.entries(values).map(([name, of]) => [name, fc.constantFrom(...of)])),
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, string>>;
  const anyTopic = (id: string): fc.Arbitrary<TopicSnapshot> =>
    fc
      .record({
        name: fc.constantFrom('a', 'b', 'c'),
        partitions: fc.integer({ min: 1, max: 5 }),
        replicationFactor: fc.integer({ min: 1, max: 3 }),
        overrides: anySettings,
      })
      .map(({ overrides, ...one }) => ({
        ...one,
        id: `${one.name}-${id}`,
        emptyIsr: 0,
        settings: settings(overrides),
      }));
  const anySite = (id: string): fc.Arbitrary<SiteSnapshot> =>
    fc.uniqueArray(anyTopic(id), { selector: (one) => one.name }).map((topics) => site(topics));
  const anyPolicy = fc.record({
    drift: fc.constantFrom<TopicPolicy['drift']>('follow-source', 'report-only'),
    retention: fc.constantFrom<TopicPolicy['retention']>('as-source', 'hold'),
    seeding: fc.constantFrom<readonly string[]>([], ['a']),
  });
  fc.assert(
    fc.property(anySite('source'), anySite('copy'), anyPolicy, (source, target, some) => {
      const declared = { ...policy, ...some };
      const first = planTopics(source, target, declared, []);
      const after = applied(target, first.changes);
      const second = planTopics(source, after, declared, first.memory);

      assert.deepEqual(second.changes, []);
      for (const { name } of target.topics) assert(after.topics.some((one) => one.name === name));
      for (const { name, partitions } of source.topics) {
        const copy = after.topics.find((one) => one.name === name)!;
        assert(copy.partitions >= partitions);
        assert.equal(copy.settings['compression.type']?.value, 'producer');
        assert.equal(copy.settings['message.timestamp.type']?.value, 'CreateTime');
        assert.equal(copy.settings['message.timestamp.after.max.ms']?.value, NO_LIMIT);
        assert.equal(
          copy.settings['leader.replication.throttled.replicas']?.value,
          target.topics.find((one) => one.name === name)?.settings['leader.replication.throttled.replicas']?.value,
        );
      }
    }),
  );
});
