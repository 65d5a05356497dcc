// Tests of the emitted configuration.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTideError } from '../../base/core.ts';
import { emitConfig } from './config.ts';
import { propertiesText } from './properties-text.ts';

const flow = {
  name: 'main',
  source: 'berlin',
  target: 'paris',
  topics: ['orders', 'pay\\.(eu|us)'],
  groups: ['billing'],
};
const sites = {
  source: { bootstrap: ['b1:9092', 'b2:9092'], properties: { 'security.protocol': 'SSL' }, brokers: 3 },
  target: { bootstrap: ['p1:9092'], properties: {}, brokers: 1 },
};

function keysOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' = ')), line.slice(line.indexOf(' = ') + 3)]),
  );
}

test('the keys that matter carry the prefix under which MirrorMaker reads them', () => {
  const keys = keysOf(emitConfig(flow, sites));
  const expected: Readonly<Record<string, string>> = {
    clusters: 'berlin, paris',
    'berlin.bootstrap.servers': 'b1:9092,b2:9092',
    'berlin.security.protocol': 'SSL',
    'berlin->paris.enabled': 'true',
    'berlin->paris.groups': 'billing',
    'berlin->paris.offset.lag.max': '0',
    'berlin->paris.offset-syncs.topic.location': 'target',
    'berlin->paris.sync.group.offsets.enabled': 'true',
    'berlin->paris.emit.checkpoints.interval.seconds': '1',
    'paris->berlin.enabled': 'false',
    'paris->berlin.emit.heartbeats.enabled': 'false',
    'plugin.discovery': 'service_load',
    'paris.plugin.discovery': 'service_load',
    'paris.offset.flush.interval.ms': '1000',
    'paris.producer.enable.idempotence': 'true',
    'berlin.consumer.request.timeout.ms': '5000',
    'replication.policy.class': 'org.apache.kafka.connect.mirror.IdentityReplicationPolicy',
  };
  for (const [key, value] of Object.entries(expected)) assert.equal(keys.get(key), value, key);
});

test('backslashes of expressions survive a reading by Java, and nothing is replicated more often than there are brokers', () => {
  const keys = keysOf(emitConfig(flow, sites));
  assert.equal(keys.get('berlin->paris.topics'), 'orders,pay\\\\.(eu|us),tideover-mirror-canary');
  for (const [key, value] of keys) if (key.endsWith('replication.factor')) assert.equal(value, '1', key);
});

test('five requests in flight never go without idempotence: a retry would reorder', () => {
  const keys = keysOf(emitConfig(flow, sites));
  assert.equal(keys.get('paris.producer.max.in.flight.requests.per.connection'), '5');
  assert.equal(keys.get('paris.producer.enable.idempotence'), 'true');
});

test('a site name that cannot be an alias is refused', () => {
  assert.throws(
    () => emitConfig({ ...flow, source: 'eu.west' }, sites),
    (error) => isTideError(error) && error.code === 'TIDE_MIRRORMAKER2_ALIAS',
  );
});

test('properties are escaped as Java reads them', () => {
  assert.equal(propertiesText([['a b', ' x\ny\\zé']]), 'a\\ b = \\ x\\ny\\\\z\\u00e9\n');
});
