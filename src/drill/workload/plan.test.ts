// Tests of the plan of client processes and of the settings they are given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkloadSpec } from '../../scenario/core.ts';
import { clientProperties, jvmOptions } from './client-settings.ts';
import { connectionSettings } from './connection-settings.ts';
import { librdkafkaConnection, planWorkload } from './plan.ts';
import { propertiesText } from './tool-process.ts';

const producer = {
  kind: 'node',
  site: 'paris',
  pointedAt: 'bootstrap',
  topic: 'orders',
  partitions: [],
  recordsPerSecond: 10,
  recordBytes: 100,
} as const;
const workload: WorkloadSpec = {
  topics: [],
  producers: [
    { ...producer, session: 'steady' },
    { ...producer, session: 'stock-java', kind: 'java' },
    { ...producer, session: 'java-1', kind: 'java', pointedAt: 'paris' },
  ],
  groups: [
    {
      group: 'billing',
      kind: 'node',
      site: 'paris',
      pointedAt: 'bootstrap',
      topic: 'orders',
      members: 2,
      commitIntervalMs: 500,
    },
  ],
  clientSettings: 'recommended',
  beforeMs: 0,
  afterMs: 0,
  deadlineMs: 1000,
};
const plan = planWorkload({
  run: 'r',
  workload,
  historyDir: '/runs/history',
  clock: { monotonicMs: 0, wallMs: 0 },
  startAt: 5,
  bootstrap: ['kafka-1.service.lab:9092'],
  siteBootstrap: { paris: ['b1.paris.lab:9092'] },
  connection: () => ({ 'security.protocol': 'PLAINTEXT' }),
});

test('each producer and each group member becomes one process with its own history', () => {
  assert.deepEqual(
    plan.producers.map(({ process }) => process),
    ['producer-steady', 'producer-java-1', 'producer-java-2'],
  );
  assert.deepEqual(
    plan.consumers.map(({ process, member }) => [process, member]),
    [
      ['consumer-billing-1', 'billing-1'],
      ['consumer-billing-2', 'billing-2'],
    ],
  );
  assert.equal(plan.consumers[0]?.historyFile, '/runs/history/consumer-billing-1.jsonl');
});

test('Java sessions get the names that their tool can stamp, each once', () => {
  assert.deepEqual(
    plan.producers.map(({ session }) => session),
    ['steady', 'java-1', 'java-2'],
  );
});

test('a client knows the service names, or those of the one site it is pointed at, and nothing else', () => {
  assert.deepEqual(
    plan.producers.map(({ bootstrap }) => bootstrap[0]),
    ['kafka-1.service.lab:9092', 'kafka-1.service.lab:9092', 'b1.paris.lab:9092'],
  );
});

test('the recommended settings are those of law 32', () => {
  const java = clientProperties('java', 'producer', 'recommended');

  assert.equal(java['request.timeout.ms'], '5000');
  assert.equal(java['metadata.recovery.rebootstrap.trigger.ms'], '5000');
  assert.equal(java['delivery.timeout.ms'], '900000');
  assert.deepEqual(jvmOptions('producer', 'recommended'), ['-Dsun.net.inetaddr.ttl=5']);
});

test('the default settings leave all to the client but the guarantees under test', () => {
  assert.deepEqual(clientProperties('java', 'producer', 'default'), { acks: 'all', 'enable.idempotence': 'true' });
  assert.deepEqual(clientProperties('node', 'consumer', 'default'), {});
  assert.deepEqual(jvmOptions('consumer', 'default'), []);
});

test('credentials are read from JAAS as Java reads them, and given to librdkafka under its names', () => {
  const properties = {
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.jaas.config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required username="app" password="a\\"b;c";',
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': '/ca.pem',
  };

  assert.deepEqual(connectionSettings(properties).sasl, {
    mechanism: 'SCRAM-SHA-512',
    username: 'app',
    password: 'a"b;c',
  });
  assert.deepEqual(librdkafkaConnection(properties), {
    'security.protocol': 'SASL_SSL',
    'sasl.mechanisms': 'SCRAM-SHA-512',
    'sasl.username': 'app',
    'sasl.password': 'a"b;c',
    'ssl.ca.location': '/ca.pem',
  });
});

test('a trust store that is not PEM is refused with the command that converts it', () => {
  assert.throws(() => connectionSettings({ 'security.protocol': 'SSL', 'ssl.truststore.location': '/t.jks' }), {
    code: 'TIDE_WORKLOAD_STORE_NOT_PEM',
  });
});

test('a properties file holds Kafka settings only, escaped as Java reads them', () => {
  const text = propertiesText({
    acks: 'all',
    'application.silence.ms': '5000',
    'sasl.jaas.config': 'a password="x\\y"\nz',
  });

  assert.equal(text, 'acks=all\nsasl.jaas.config=a password="x\\\\y"\\nz\n');
});
