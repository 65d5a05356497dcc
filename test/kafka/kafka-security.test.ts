// Java client properties against real listeners: TLS with PKCS12 and PEM stores, SASL PLAIN and SCRAM, an authorizer, and the refusals.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { isTideError, type TideError } from '../../src/base/core.ts';
import type { Cluster } from '../../src/kafka/core.ts';
import { connectCluster, connectRaw, overlayNames } from '../../src/kafka/index.ts';
import type { RawCluster } from '../../src/kafka/raw/contract.ts';
import type { Lab } from '../../src/lab/core.ts';
import { labOptions, oneSite, startLab } from './lab-topologies.ts';
import { batchOf, fetchOf, fetchOne, produceOne, stored } from './raw-batch.ts';

const PASSWORD = 'not-a-secret';
/** Listeners of this test beside those of the lab (whose own client listener is SCRAM over TLS). */
const LISTENERS = { TLS: 'SSL', MUTUAL: 'SSL', SASLED: 'SASL_PLAINTEXT', BOTH: 'SASL_SSL' } as const;
const HOST = 'kafka-1.paris.lab';
const FIRST_PORT = 19110;
/** How long the listener SASLED believes in a PLAIN authentication (KIP-368). */
const SESSION_MS = 3000;
const PLAIN_LOGIN = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const SCRAM_LOGIN = 'org.apache.kafka.common.security.scram.ScramLoginModule';

let lab: Lab;
/** PEM of the lab's certificate authority, which signed the broker's certificate. */
let authority: string;
let folder: string;
const store = (name: string): string => path.join(folder, name);

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tideover-stores-'));
  const properties: Record<string, string> = {};
  lab = await startLab({
    ...labOptions(oneSite('sasl-scram-tls')),
    brokerProperties: { paris: properties },
    // Addresses, passwords and certificates of a lab are known from here on; the brokers' properties are written later.
    beforeBrokers: async (early) => {
      authority = early.sites['paris']!.clientProperties['ssl.truststore.certificates']!;
      makeStores();
      Object.assign(properties, moreListeners(early));
    },
  });
  overlayNames(lab.lookup('paris'));
});

after(async () => {
  overlayNames(undefined);
  await lab?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** keytool belongs to the Java that the brokers need anyway. */
function makeStores(): void {
  const keytool = (...args: readonly string[]): void => {
    execFileSync('keytool', [...args, '-storepass', PASSWORD, '-noprompt'], { stdio: 'pipe' });
  };
  writeFileSync(store('trust.pem'), authority);
  for (const type of ['PKCS12', 'JKS']) {
    const file = store(type === 'JKS' ? 'trust.jks' : 'trust.p12');
    keytool('-importcert', '-alias', 'ca', '-file', store('trust.pem'), '-storetype', type, '-keystore', file);
  }
  const key = ['-alias', 'own', '-keyalg', 'RSA', '-keysize', '2048', '-dname', 'CN=ourselves', '-validity', '30'];
  keytool('-genkeypair', ...key, '-storetype', 'PKCS12', '-keystore', store('key.p12'));
  keytool('-exportcert', '-alias', 'own', '-rfc', '-keystore', store('key.p12'), '-file', store('own.pem'));
}

/** The lab's listeners and ours, on the same addresses; what is not said here (certificate, users, authorizer) is the lab's. */
function moreListeners(early: Lab): Record<string, string> {
  const [address = ''] = early.lookup('paris')(HOST) ?? [];
  const own = { CLIENT: 19092, ADMIN: 19093, INTERNAL: 19094, CONTROLLER: 19095 };
  const ours = Object.fromEntries(Object.keys(LISTENERS).map((name, index) => [name, FIRST_PORT + index]));
  const all = Object.entries({ ...own, ...ours });
  const users = (['client', 'stranger'] as const).map((user) => `user_${user}="${passwordOf(early, user)}"`);
  const sasl = ['sasled', 'both'].flatMap((name) => [
    [`listener.name.${name}.sasl.enabled.mechanisms`, 'PLAIN,SCRAM-SHA-512'],
    [`listener.name.${name}.plain.sasl.jaas.config`, `${PLAIN_LOGIN} required ${users.join(' ')};`],
    [`listener.name.${name}.scram-sha-512.sasl.jaas.config`, `${SCRAM_LOGIN} required;`],
  ]);
  return {
    listeners: all.map(([name, port]) => `${name}://${address}:${port}`).join(','),
    'advertised.listeners': all
      .filter(([name]) => name !== 'CONTROLLER')
      .map(([name, port]) => `${name}://${HOST}:${port}`)
      .join(','),
    'listener.security.protocol.map': [
      ...Object.keys(own).map((name) => `${name}:SASL_SSL`),
      ...Object.entries(LISTENERS).map(([name, protocol]) => `${name}:${protocol}`),
    ].join(','),
    'listener.name.sasled.plain.connections.max.reauth.ms': String(SESSION_MS),
    'super.users': 'User:broker;User:admin;User:client;User:ANONYMOUS;User:ourselves',
    'listener.name.mutual.ssl.client.auth': 'required',
    'listener.name.mutual.ssl.truststore.certificates': readFileSync(store('own.pem'), 'utf8').trim(),
    ...Object.fromEntries(sasl),
  };
}

/** The lab makes its passwords anew each time; its client properties tell them. */
function passwordOf(of: Lab, user: 'client' | 'stranger'): string {
  const { clientProperties, strangerProperties } = of.sites['paris']!;
  const line = (user === 'client' ? clientProperties : strangerProperties)['sasl.jaas.config'] ?? '';
  return /password="([^"]*)"/.exec(line)?.[1] ?? '';
}

function addressOf(listener: keyof typeof LISTENERS): string {
  return `${HOST}:${FIRST_PORT + Object.keys(LISTENERS).indexOf(listener)}`;
}

function connect(listener: keyof typeof LISTENERS, properties: Readonly<Record<string, string>>): Promise<Cluster> {
  const all = { 'security.protocol': LISTENERS[listener], ...properties };
  const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 3000, retries: 0 };
  return connectCluster({ name: 'paris', bootstrap: [addressOf(listener)], properties: all, ...bounds });
}

function connectRawly(
  listener: keyof typeof LISTENERS,
  properties: Readonly<Record<string, string>>,
): Promise<RawCluster> {
  const all = { 'security.protocol': LISTENERS[listener], ...properties };
  const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 3000, retries: 0 };
  return connectRaw({ name: 'paris', bootstrap: [addressOf(listener)], properties: all, ...bounds });
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

const jaas = (kind: 'plain' | 'scram', user: string, password: string): string =>
  `${kind === 'plain' ? PLAIN_LOGIN : SCRAM_LOGIN} required username="${user}" password="${password}";`;
const trusted = (): Record<string, string> => ({
  'ssl.truststore.location': store('trust.p12'),
  'ssl.truststore.password': PASSWORD,
});

test('TLS works with a PKCS12 trust store made by keytool', async () => {
  await works(await connect('TLS', trusted()));
});

test('TLS works with PEM, as a file and inline on one line', async () => {
  const pem = readFileSync(store('trust.pem'), 'utf8');

  await works(await connect('TLS', { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': store('trust.pem') }));
  await works(
    await connect('TLS', { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': pem.replaceAll('\n', ' ') }),
  );
});

test('our own key comes from a PKCS12 key store, and a listener that asks for one refuses us without it', async () => {
  const own = { 'ssl.keystore.location': store('key.p12'), 'ssl.keystore.password': PASSWORD };

  await works(await connect('MUTUAL', { ...trusted(), ...own }));
  const without = await refusal(connect('MUTUAL', trusted()));

  assert.equal(without.code, 'TIDE_KAFKA_AUTH');
});

test('a certificate that is not trusted, and a wrong store password, are named', async () => {
  const untrusted = await refusal(connect('TLS', {}));
  const password = await refusal(connect('TLS', { ...trusted(), 'ssl.truststore.password': 'wrong' }));

  assert.equal(untrusted.code, 'TIDE_KAFKA_AUTH');
  assert.match(untrusted.why, /unable to (verify the first|get local issuer) certificate|self.signed certificate/i);
  assert.equal(password.code, 'TIDE_KAFKA_PROPERTY');
  assert.match(password.why, /is the password right/);
});

test('a JKS store is refused with the command that converts it', async () => {
  const error = await refusal(connect('TLS', { 'ssl.truststore.location': store('trust.jks') }));

  assert.equal(error.code, 'TIDE_KAFKA_JKS');
  assert.match(error.next, /keytool -importkeystore -srckeystore \S+trust\.jks .* -deststoretype PKCS12/);
});

test("the lab's own client properties work as they are: SCRAM over TLS with PEM", async () => {
  const { bootstrap, clientProperties: properties } = lab.sites['paris']!;
  const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 3000, retries: 0 };

  await works(await connectCluster({ name: 'paris', bootstrap, properties, ...bounds }));
});

test('SASL works with PLAIN and SCRAM-SHA-512, with and without TLS', async () => {
  const password = passwordOf(lab, 'client');
  const plain = { 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas('plain', 'client', password) };
  const scram = { 'sasl.mechanism': 'SCRAM-SHA-512', 'sasl.jaas.config': jaas('scram', 'client', password) };

  await works(await connect('SASLED', plain));
  await works(await connect('SASLED', scram));
  await works(await connect('BOTH', { ...plain, ...trusted() }));
  await works(await connect('BOTH', { ...scram, ...trusted() }));
});

test('a wrong password is an authentication error that does not show the password', async () => {
  for (const kind of ['plain', 'scram'] as const) {
    const mechanism = kind === 'plain' ? 'PLAIN' : 'SCRAM-SHA-512';
    const error = await refusal(
      connect('SASLED', { 'sasl.mechanism': mechanism, 'sasl.jaas.config': jaas(kind, 'client', 'hunter2') }),
    );

    assert.equal(error.code, 'TIDE_KAFKA_AUTH');
    assert.doesNotMatch(`${error.message} ${error.why} ${error.next}`, /hunter2/);
  }
});

test('GSSAPI is refused by name, also when Java would mean it by default', async () => {
  assert.equal((await refusal(connect('SASLED', { 'sasl.mechanism': 'GSSAPI' }))).code, 'TIDE_KAFKA_GSSAPI');
  assert.match((await refusal(connect('SASLED', {}))).why, /sasl\.mechanism is not set/);
});

test('a right that is missing is named with what was asked for', async () => {
  const weak = await connect('SASLED', {
    'sasl.mechanism': 'PLAIN',
    'sasl.jaas.config': jaas('plain', 'stranger', passwordOf(lab, 'stranger')),
  });

  const error = await refusal(weak.createTopics([{ name: 'mine', partitions: 1, replicationFactor: 1, configs: {} }]));
  await weak.close();

  assert.equal(error.code, 'TIDE_KAFKA_DENIED');
  assert.match(error.why, /mine: Kafka error 29 TOPIC_AUTHORIZATION_FAILED/);
});

test('plain text at a TLS listener, and TLS at a plain one, end with a hint and not with a hang', async () => {
  const plainText = await refusal(connect('TLS', { 'security.protocol': 'PLAINTEXT' }));
  const tls = await refusal(connect('SASLED', { 'security.protocol': 'SSL' }));

  assert.match(plainText.code, /TIDE_KAFKA_(AUTH|UNREACHABLE|TIMEOUT)/);
  assert.match(plainText.next, /security\.protocol/);
  assert.match(tls.code, /TIDE_KAFKA_(AUTH|UNREACHABLE|TIMEOUT)/);
});

test('stores that are no stores are refused', async () => {
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

/** Produces one batch and fetches it back; returns the topic. */
async function movesBytes(raw: RawCluster): Promise<void> {
  const topic = (await raw.metadata(['moved'])).topics[0]!;
  const batch = batchOf(['through', 'the', 'listener']);
  const produced = await produceOne(raw, 1, topic, 0, [batch]);
  const fetched = await fetchOne(raw, 1, topic, 0, produced.baseOffset);

  assert.deepEqual([produced.error, fetched.error], [0, 0]);
  assert.equal(fetched.records?.toString('hex'), stored(batch, produced.baseOffset, 0).toString('hex'));
}

test('raw bytes move over TLS, mutual TLS, SASL and SASL over TLS, with PLAIN and SCRAM', async () => {
  const { bootstrap, clientProperties: properties } = lab.sites['paris']!;
  const bounds = { requestTimeoutMs: 5000, connectTimeoutMs: 3000, retries: 0 };
  const cluster = await connectCluster({ name: 'paris', bootstrap, properties, ...bounds });
  await cluster.createTopics([{ name: 'moved', partitions: 1, replicationFactor: 1, configs: {} }]);
  await cluster.roundTrip({ topic: 'moved', partition: 0 }, 20_000);
  await cluster.close();
  const password = passwordOf(lab, 'client');
  const plain = { 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas('plain', 'client', password) };
  const scram = { 'sasl.mechanism': 'SCRAM-SHA-512', 'sasl.jaas.config': jaas('scram', 'client', password) };
  const own = { 'ssl.keystore.location': store('key.p12'), 'ssl.keystore.password': PASSWORD };

  const clusters = [
    await connectRawly('TLS', trusted()),
    await connectRawly('MUTUAL', { ...trusted(), ...own }),
    await connectRawly('SASLED', plain),
    await connectRawly('SASLED', scram),
    await connectRawly('BOTH', { ...plain, ...trusted() }),
    await connectRawly('BOTH', { ...scram, ...trusted() }),
    await connectRaw({ name: 'paris', bootstrap, properties, ...bounds }),
  ];
  for (const raw of clusters) {
    await movesBytes(raw);
    raw.close();
  }
});

test('an answer larger than the read buffer comes whole over TLS, and over SASL with TLS', async () => {
  const password = passwordOf(lab, 'client');
  const plain = { 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas('plain', 'client', password) };
  for (const raw of [await connectRawly('TLS', trusted()), await connectRawly('BOTH', { ...plain, ...trusted() })]) {
    const topic = (await raw.metadata(['moved'])).topics[0]!;
    const [end] = await raw.listOffsets(1, [{ topic: 'moved', partition: 0 }], -1, 'log');
    const batch = batchOf(Array.from({ length: 30 }, () => 'x'.repeat(40)));
    for (let index = 0; index < 400; index++) await produceOne(raw, 1, topic, 0, [batch]);
    const fetched = await fetchOne(raw, 1, topic, 0, end!.offset);
    raw.close();

    assert.equal(fetched.records?.length, 400 * batch.length);
    const last = fetched.records.subarray(399 * batch.length);
    assert.equal(last.toString('hex'), stored(batch, end!.offset + 399 * 30, 0).toString('hex'));
  }
});

test('refusals of the raw way are the same: certificate, password, and plain text at a TLS listener', async () => {
  const scram = { 'sasl.mechanism': 'SCRAM-SHA-512', 'sasl.jaas.config': jaas('scram', 'client', 'hunter2') };
  const untrusted = await refusal(connectRawly('TLS', {}));
  const without = await refusal(connectRawly('MUTUAL', trusted()));
  const password = await refusal(connectRawly('SASLED', scram));
  const plainText = await refusal(connectRawly('TLS', { 'security.protocol': 'PLAINTEXT' }));

  assert.deepEqual(
    [untrusted.code, without.code, password.code, plainText.code],
    ['TIDE_KAFKA_AUTH', 'TIDE_KAFKA_AUTH', 'TIDE_KAFKA_AUTH', 'TIDE_KAFKA_UNREACHABLE'],
  );
  assert.doesNotMatch(`${password.message} ${password.why} ${password.next}`, /hunter2/);
  assert.match(`${plainText.why} ${plainText.next}`, /another protocol.*security\.protocol/s);
});

test('requests go on beyond the end of a SASL session, each on a connection that is still believed', async () => {
  const password = passwordOf(lab, 'client');
  const plain = { 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas('plain', 'client', password) };
  const raw = await connectRawly('SASLED', plain);
  const topic = (await raw.metadata(['moved'])).topics[0]!;
  const started = performance.now();
  let asked = 0;

  // A fetch at the end of the log, so that each waits its 100 ms at the broker.
  while (performance.now() - started < 2.5 * SESSION_MS) {
    const [end] = await raw.listOffsets(1, [{ topic: 'moved', partition: 0 }], -1, 'log');
    const answer = await raw.fetch(1, fetchOf(topic, 0, end!.offset));
    assert.equal(answer.partitions[0]!.error, 0);
    asked += 1;
  }
  raw.close();

  assert.ok(asked > 20, `${asked} rounds`);
});
