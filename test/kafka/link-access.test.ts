// Access carried between two real clusters with SCRAM and an authorizer: ACLs of every kind, quotas, users; and what a missing right says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isTideError, type TideError } from '../../src/base/core.ts';
import type { AclBinding, Cluster } from '../../src/kafka/core.ts';
import { connectCluster, overlayNames } from '../../src/kafka/index.ts';
import type { Lab } from '../../src/lab/core.ts';
import { type AccessPlan, type AccessPolicy, planAccess, renderAccessPlan } from '../../src/link/control/core.ts';
import { applyAccess, readAccess, readSite } from '../../src/link/control/index.ts';
import { eventually, labOptions, startLab, twoSites } from './lab-topologies.ts';

const PASSWORD = 'correct horse battery staple';
const policy: AccessPolicy = {
  surplus: 'never',
  excludePrincipals: [],
  writesIntoCopies: 'copy',
  mirrored: () => true,
  suppliedUsers: new Set(),
};

let lab: Lab;
let paris: Cluster;
let london: Cluster;
let stranger: Cluster;

function open(site: string, properties: Readonly<Record<string, string>>): Promise<Cluster> {
  const { bootstrap } = lab.sites[site]!;
  return connectCluster({
    name: site,
    bootstrap,
    properties,
    requestTimeoutMs: 5000,
    connectTimeoutMs: 3000,
    retries: 0,
  });
}

before(async () => {
  lab = await startLab(labOptions(twoSites(1, 'sasl-scram')));
  overlayNames(lab.lookup('witness'));
  [paris, london, stranger] = await Promise.all([
    open('paris', lab.sites['paris']!.clientProperties),
    open('london', lab.sites['london']!.clientProperties),
    open('london', lab.sites['london']!.strangerProperties),
  ]);
});

after(async () => {
  await Promise.all([paris?.close(), london?.close(), stranger?.close()]);
  overlayNames(undefined);
  await lab?.stop();
});

async function plan(more: Partial<AccessPolicy> = {}): Promise<AccessPlan> {
  const [source, target] = await Promise.all([readAccess(paris), readAccess(london)]);
  return planAccess(source, target, { ...policy, ...more });
}

async function refusal(work: Promise<unknown>): Promise<TideError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isTideError(error), `expected a TideError, got ${String(error)}`);
  return error;
}

const acl = (more: Partial<AclBinding>): AclBinding => ({
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:app',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
  ...more,
});

const ACLS: readonly AclBinding[] = [
  acl({}),
  acl({ patternType: 'PREFIXED', resourceName: 'or', operation: 'WRITE' }),
  acl({ resourceName: '*', operation: 'DESCRIBE' }),
  acl({ permission: 'DENY', host: '10.1.2.3', operation: 'ALL' }),
  acl({ resourceType: 'GROUP', resourceName: 'billing' }),
  acl({ resourceType: 'CLUSTER', resourceName: 'kafka-cluster', operation: 'ALTER_CONFIGS' }),
  acl({ resourceType: 'TRANSACTIONAL_ID', resourceName: 'tx-', patternType: 'PREFIXED', operation: 'WRITE' }),
  acl({ resourceType: 'DELEGATION_TOKEN', resourceName: 'token', operation: 'DESCRIBE' }),
  acl({ resourceType: 'USER', resourceName: 'User:other', operation: 'CREATE_TOKENS' }),
];

test('ACLs of every kind and pattern are carried, and a second look has nothing to do', async () => {
  assert.deepEqual(await paris.createAcls(ACLS), []);
  await eventually('the ACLs are there', 10_000, async () => (await paris.acls())?.length === ACLS.length);

  const first = await plan();
  const refused = await applyAccess(london, first);
  await eventually('the ACLs are at the target', 10_000, async () => (await london.acls())?.length === ACLS.length);
  const second = await plan();

  assert.deepEqual(refused, []);
  assert.equal(first.acls.create.length, ACLS.length);
  assert.deepEqual(await london.acls(), await paris.acls());
  assert.deepEqual(second.acls, { create: [], remove: [], held: [], surplus: [] });
});

test('an ACL that only the target has stays until removal is declared, and then only that one goes', async () => {
  const extra = acl({ principal: 'User:local' });
  await london.createAcls([extra]);
  await eventually('the ACL is there', 10_000, async () => (await london.acls())?.length === ACLS.length + 1);

  const stays = await plan();
  const goes = await plan({ surplus: 'remove' });
  await applyAccess(london, stays);
  const before = await london.acls();
  await applyAccess(london, goes);
  await eventually('it is gone', 10_000, async () => (await london.acls())?.length === ACLS.length);

  assert.deepEqual(stays.acls.surplus, [extra]);
  assert.equal(before?.length, ACLS.length + 1);
  assert.deepEqual(await london.acls(), await paris.acls());
});

test('quotas of users, client ids, pairs, defaults and addresses are carried limit by limit', async () => {
  const refused = await paris.alterQuotas([
    { entity: { user: 'app' }, limits: { producer_byte_rate: 1_000_000, request_percentage: 12.5 } },
    { entity: { user: 'app', 'client-id': 'batch' }, limits: { consumer_byte_rate: 5 } },
    { entity: { user: null }, limits: { controller_mutation_rate: 7 } },
    { entity: { 'client-id': null }, limits: { producer_byte_rate: 9 } },
    { entity: { ip: '10.1.2.3' }, limits: { connection_creation_rate: 3 } },
  ]);
  await london.alterQuotas([{ entity: { user: 'app' }, limits: { request_percentage: 50, consumer_byte_rate: 4 } }]);
  await eventually('the quotas are there', 10_000, async () => (await paris.quotas()).length === 5);
  await eventually('the quota is there', 10_000, async () => (await london.quotas()).length === 1);

  const first = await plan();
  assert.deepEqual(await applyAccess(london, first), []);
  await eventually('the quotas are at the target', 10_000, async () => (await london.quotas()).length === 5);
  const second = await plan();

  assert.deepEqual(refused, []);
  assert.deepEqual(second.quotas.change, []);
  assert.deepEqual(second.quotas.surplus, [{ entity: { user: 'app' }, limits: { consumer_byte_rate: 4 } }]);
  const [app] = (await london.quotas()).filter((one) => one.entity['user'] === 'app' && !('client-id' in one.entity));
  assert.deepEqual(app?.limits, { producer_byte_rate: 1_000_000, request_percentage: 12.5, consumer_byte_rate: 4 });
});

test('a SCRAM user is named as missing, and created only from a supplied secret with which it can then log in', async () => {
  await paris.createScramUsers([{ user: 'app', mechanism: 'SCRAM-SHA-512', password: PASSWORD, iterations: 4096 }]);
  await eventually('the user is there', 10_000, async () =>
    (await paris.scramUsers()).some((one) => one.user === 'app'),
  );

  const without = await plan();
  const supplied = await plan({ suppliedUsers: new Set(['app']) });
  const text = renderAccessPlan(supplied).join('\n');
  assert.deepEqual(await applyAccess(london, supplied, new Map([['app', PASSWORD]])), []);
  await eventually('the user is at the target', 10_000, async () =>
    (await london.scramUsers()).some((one) => one.user === 'app'),
  );

  assert.deepEqual(without.users.missing, [{ user: 'app', mechanism: 'SCRAM-SHA-512' }]);
  assert.deepEqual(without.users.create, []);
  assert.doesNotMatch(text, /horse/);
  const login = (password: string): Promise<Cluster> => {
    const module = 'org.apache.kafka.common.security.scram.ScramLoginModule';
    const jaas = `${module} required username="app" password="${password}";`;
    const all = {
      ...lab.sites['london']!.clientProperties,
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config': jaas,
    };
    return open('london', all);
  };
  const logged = await login(PASSWORD);
  assert.equal((await logged.brokers()).length, 1);
  await logged.close();
  assert.equal((await refusal(login('wrong'))).code, 'TIDE_KAFKA_AUTH');
});

test('what a user without rights asks for is denied by name, and each change comes back as refused', async () => {
  await london.createTopics([{ name: 'orders', partitions: 1, replicationFactor: 1, configs: {} }]);

  const looks = await Promise.all([
    refusal(stranger.acls()),
    refusal(stranger.quotas()),
    refusal(stranger.scramUsers()),
    refusal(readSite(stranger, () => true, ['orders'])),
  ]);
  const quota = [{ entity: { user: 'x' }, limits: { producer_byte_rate: 1 } }];
  const password = { user: 'x', mechanism: 'SCRAM-SHA-256' as const, password: PASSWORD, iterations: 4096 };
  const changes = await Promise.all([
    stranger.createAcls([acl({})]),
    stranger.deleteAcls([acl({})]),
    stranger.alterQuotas(quota),
    stranger.createScramUsers([password]),
    stranger.alterTopicSettings([{ topic: 'orders', setting: 'retention.ms', value: '1' }]),
    stranger.createPartitions([{ topic: 'orders', partitions: 2 }]),
  ]);
  const read = await stranger.positions(['billing']);

  for (const error of looks) assert.equal(error.code, 'TIDE_KAFKA_DENIED', error.why);
  assert.match(looks[3].why, /29 TOPIC_AUTHORIZATION_FAILED/);
  assert.deepEqual(
    changes.map((one) => one.map((refused) => refused.name)),
    [
      ['CLUSTER_AUTHORIZATION_FAILED'],
      ['CLUSTER_AUTHORIZATION_FAILED'],
      ['CLUSTER_AUTHORIZATION_FAILED'],
      ['CLUSTER_AUTHORIZATION_FAILED'],
      ['TOPIC_AUTHORIZATION_FAILED'],
      ['TOPIC_AUTHORIZATION_FAILED'],
    ],
  );
  assert.deepEqual(
    read.map((one) => one.offsets),
    [[]],
  );
});
