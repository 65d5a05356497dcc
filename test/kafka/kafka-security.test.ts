// Java client properties against real listeners: TLS with PKCS12 and PEM stores, SASL PLAIN and SCRAM, an authorizer, and the refusals.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { isTideError, type TideError } from '../../src/base/core.ts';
import type { Cluster } from '../../src/kafka/core.ts';
import { connectCluster } from '../../src/kafka/index.ts';
import { KAFKA_LIBS, type PrivateBrokers, startPrivateBrokers } from './private-brokers.ts';

const skip =
  KAFKA_LIBS === undefined ? 'set TIDEOVER_TEST_KAFKA_LIBS to a folder with the jars of Apache Kafka' : false;
const PASSWORD = 'not-a-secret';
const LISTENERS = { TLS: 'SSL', MUTUAL: 'SSL', SASLED: 'SASL_PLAINTEXT', BOTH: 'SASL_SSL' } as const;

let brokers: PrivateBrokers;
let folder: string;
const store = (name: string): string => path.join(folder, name);

before(async () => {
  if (skip !== false) return;
  folder = mkdtempSync(path.join(tmpdir(), 'tideover-stores-'));
  makeStores();
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const plain =
    'org.apache.kafka.common.security.plain.PlainLoginModule required user_admin="admin-word" user_weak="weak-word";';
  brokers = await startPrivateBrokers({
    brokers: 1,
    extraListeners: LISTENERS,
    formatArguments: ['--add-scram', `SCRAM-SHA-512=[name=admin,password=admin-word]`],
    properties: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS;User:admin;User:CN=localhost',
      'ssl.keystore.location': store('key.p12'),
      'ssl.keystore.password': PASSWORD,
      'ssl.keystore.type': 'PKCS12',
      'ssl.truststore.location': store('trust.p12'),
      'ssl.truststore.password': PASSWORD,
      'ssl.truststore.type': 'PKCS12',
      'listener.name.mutual.ssl.client.auth': 'required',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
      'listener.name.sasled.plain.sasl.jaas.config': plain,
      'listener.name.sasled.scram-sha-512.sasl.jaas.config': scram,
      'listener.name.both.plain.sasl.jaas.config': plain,
      'listener.name.both.scram-sha-512.sasl.jaas.config': scram,
    },
  });
});

after(async () => {
  await brokers?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** keytool belongs to the Java that the brokers need anyway. */
function makeStores(): void {
  const keytool = (...args: readonly string[]): void => {
    execFileSync('keytool', [...args, '-storepass', PASSWORD, '-noprompt'], { stdio: 'pipe' });
  };
  const pair = ['-alias', 'broker', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=localhost', '-validity', '30'];
  keytool(
    '-genkeypair',
    ...pair,
    '-ext',
    'SAN=dns:localhost,ip:127.0.0.1',
    '-storetype',
    'PKCS12',
    '-keystore',
    store('key.p12'),
  );
  keytool('-exportcert', '-alias', 'broker', '-rfc', '-keystore', store('key.p12'), '-file', store('trust.pem'));
  for (const type of ['PKCS12', 'JKS']) {
    const file = store(type === 'JKS' ? 'trust.jks' : 'trust.p12');
    keytool('-importcert', '-alias', 'ca', '-file', store('trust.pem'), '-storetype', type, '-keystore', file);
  }
}

/** The starter writes listeners in the order PLAINTEXT, CONTROLLER, then ours. */
function portOf(listener: keyof typeof LISTENERS): string {
  const line = readFileSync(path.join(brokers.folder, '1.properties'), 'utf8').match(/^listeners=(.*)$/m)?.[1] ?? '';
  return new RegExp(`${listener}://([^,]+)`).exec(line)?.[1] ?? '';
}

function connect(listener: keyof typeof LISTENERS, properties: Readonly<Record<string, string>>): Promise<Cluster> {
  const all = { 'security.protocol': LISTENERS[listener], ...properties };
  const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 3000, retries: 0 };
  return connectCluster({ name: 'paris', bootstrap: [portOf(listener)], properties: all, ...bounds });
}

async function works(cluster: Cluster): Promise<void> {
  assert.equal((await cluster.brokers()).length, 1);
  await cluster.close();
}

async function refusal(work: Promise<unknown>): Promise<TideError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isTideError(error), `expected a TideError, got ${String(error)}`);
  return error;
}

const jaas = (kind: 'plain' | 'scram', user: string, password: string): string => {
  const module = kind === 'plain' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  return `org.apache.kafka.common.security.${module} required username="${user}" password="${password}";`;
};
const trusted = (): Record<string, string> => ({
  'ssl.truststore.location': store('trust.p12'),
  'ssl.truststore.password': PASSWORD,
});

test('TLS works with a PKCS12 trust store made by keytool', { skip }, async () => {
  await works(await connect('TLS', trusted()));
});

test('TLS works with PEM, as a file and inline on one line', { skip }, async () => {
  const pem = readFileSync(store('trust.pem'), 'utf8');

  await works(await connect('TLS', { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': store('trust.pem') }));
  await works(
    await connect('TLS', { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': pem.replaceAll('\n', ' ') }),
  );
});

test('our own key comes from a PKCS12 key store, and a listener that asks for one refuses us without it', {
  skip,
}, async () => {
  const own = { 'ssl.keystore.location': store('key.p12'), 'ssl.keystore.password': PASSWORD };

  await works(await connect('MUTUAL', { ...trusted(), ...own }));
  const without = await refusal(connect('MUTUAL', trusted()));

  assert.equal(without.code, 'TIDE_KAFKA_AUTH');
});

test('a certificate that is not trusted, and a wrong store password, are named', { skip }, async () => {
  const untrusted = await refusal(connect('TLS', {}));
  const password = await refusal(connect('TLS', { ...trusted(), 'ssl.truststore.password': 'wrong' }));

  assert.equal(untrusted.code, 'TIDE_KAFKA_AUTH');
  assert.match(untrusted.why, /self.signed certificate/i);
  assert.equal(password.code, 'TIDE_KAFKA_PROPERTY');
  assert.match(password.why, /is the password right/);
});

test('a JKS store is refused with the command that converts it', { skip }, async () => {
  const error = await refusal(connect('TLS', { 'ssl.truststore.location': store('trust.jks') }));

  assert.equal(error.code, 'TIDE_KAFKA_JKS');
  assert.match(error.next, /keytool -importkeystore -srckeystore \S+trust\.jks .* -deststoretype PKCS12/);
});

test('SASL works with PLAIN and SCRAM-SHA-512, with and without TLS', { skip }, async () => {
  const plain = { 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas('plain', 'admin', 'admin-word') };
  const scram = { 'sasl.mechanism': 'SCRAM-SHA-512', 'sasl.jaas.config': jaas('scram', 'admin', 'admin-word') };

  await works(await connect('SASLED', plain));
  await works(await connect('SASLED', scram));
  await works(await connect('BOTH', { ...plain, ...trusted() }));
  await works(await connect('BOTH', { ...scram, ...trusted() }));
});

test('a wrong password is an authentication error that does not show the password', { skip }, async () => {
  for (const kind of ['plain', 'scram'] as const) {
    const mechanism = kind === 'plain' ? 'PLAIN' : 'SCRAM-SHA-512';
    const error = await refusal(
      connect('SASLED', { 'sasl.mechanism': mechanism, 'sasl.jaas.config': jaas(kind, 'admin', 'hunter2') }),
    );

    assert.equal(error.code, 'TIDE_KAFKA_AUTH');
    assert.doesNotMatch(`${error.message} ${error.why} ${error.next}`, /hunter2/);
  }
});

test('GSSAPI is refused by name, also when Java would mean it by default', { skip }, async () => {
  assert.equal((await refusal(connect('SASLED', { 'sasl.mechanism': 'GSSAPI' }))).code, 'TIDE_KAFKA_GSSAPI');
  assert.match((await refusal(connect('SASLED', {}))).why, /sasl\.mechanism is not set/);
});

test('a right that is missing is named with what was asked for', { skip }, async () => {
  const weak = await connect('SASLED', {
    'sasl.mechanism': 'PLAIN',
    'sasl.jaas.config': jaas('plain', 'weak', 'weak-word'),
  });

  const error = await refusal(weak.createTopics([{ name: 'mine', partitions: 1, replicationFactor: 1, configs: {} }]));
  await weak.close();

  assert.equal(error.code, 'TIDE_KAFKA_DENIED');
  assert.match(error.why, /mine: Kafka error 29 TOPIC_AUTHORIZATION_FAILED/);
});

test('plain text at a TLS listener, and TLS at a plain one, end with a hint and not with a hang', {
  skip,
}, async () => {
  const plainText = await refusal(connect('TLS', { 'security.protocol': 'PLAINTEXT' }));
  const tls = await refusal(connect('SASLED', { 'security.protocol': 'SSL' }));

  assert.match(plainText.code, /TIDE_KAFKA_(AUTH|UNREACHABLE|TIMEOUT)/);
  assert.match(plainText.next, /security\.protocol/);
  assert.match(tls.code, /TIDE_KAFKA_(AUTH|UNREACHABLE|TIMEOUT)/);
});

test('stores that are no stores are refused', { skip }, async () => {
  writeFileSync(store('nothing'), 'hello');

  assert.match(
    (await refusal(connect('TLS', { 'ssl.truststore.location': store('nothing') }))).why,
    /neither PEM nor PKCS12/,
  );
  assert.match(
    (await refusal(connect('TLS', { 'ssl.truststore.location': store('absent') }))).why,
    /cannot be read \(ENOENT\)/,
  );
});
