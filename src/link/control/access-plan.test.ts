// Tests of access plans: what is created, held, removed only when declared, and who is missing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AclBinding } from '../../kafka/core.ts';
import { type AccessPolicy, type AccessSnapshot, planAccess } from './access-plan.ts';
import { aclLine } from './access-lines.ts';
import { renderAccessPlan } from './render.ts';

const policy: AccessPolicy = {
  surplus: 'never',
  excludePrincipals: [],
  writesIntoCopies: 'copy',
  mirrored: (topic) => topic === 'orders',
  suppliedUsers: new Set(),
};
const nothing: AccessSnapshot = { acls: [], quotas: [], users: [] };

const acl = (more: Partial<AclBinding> = {}): AclBinding => ({
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:app',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
  ...more,
});

test('every kind and pattern of ACL is created, DENY before ALLOW', () => {
  const acls = [
    acl(),
    acl({ patternType: 'PREFIXED', operation: 'WRITE' }),
    acl({ resourceType: 'GROUP', resourceName: 'billing' }),
    acl({ resourceType: 'CLUSTER', resourceName: 'kafka-cluster', operation: 'ALTER' }),
    acl({ resourceType: 'TRANSACTIONAL_ID', resourceName: '*', operation: 'WRITE' }),
    acl({ permission: 'DENY', host: '10.0.0.1', operation: 'ALL' }),
  ];

  const plan = planAccess({ ...nothing, acls }, nothing, policy);

  assert.equal(plan.acls.create.length, acls.length);
  assert.equal(plan.acls.create[0]?.permission, 'DENY');
});

test('what only the target has stays and is listed, unless removal is declared; ALLOW goes before DENY', () => {
  const acls = [acl({ permission: 'DENY' }), acl()];
  const quotas = [{ entity: { user: 'app' }, limits: { producer_byte_rate: 1 } }];
  const target = { ...nothing, acls, quotas };

  const stays = planAccess(nothing, target, policy);
  const goes = planAccess(nothing, target, { ...policy, surplus: 'remove' });

  assert.deepEqual([stays.acls.remove.length, stays.acls.surplus.length, stays.quotas.surplus.length], [0, 2, 1]);
  assert.deepEqual(stays.quotas.change, []);
  assert.deepEqual(
    goes.acls.remove.map((one) => one.permission),
    ['ALLOW', 'DENY'],
  );
  assert.deepEqual(goes.quotas.change, [{ entity: { user: 'app' }, limits: { producer_byte_rate: null } }]);
});

test('rights to write into copies can wait for promotion; a DENY and other topics never wait', () => {
  const acls = [
    acl({ operation: 'WRITE' }),
    acl({ operation: 'ALL', resourceName: 'or', patternType: 'PREFIXED' }),
    acl({ operation: 'WRITE', permission: 'DENY' }),
    acl({ operation: 'WRITE', resourceName: 'elsewhere' }),
    acl(),
  ];

  const plan = planAccess({ ...nothing, acls }, nothing, { ...policy, writesIntoCopies: 'hold' });

  assert.deepEqual(plan.acls.held, acls.slice(0, 2));
  assert.equal(plan.acls.create.length, 3);
});

test('a target without an authorizer is alarmed, a source without one means nothing', () => {
  const withAcls = { ...nothing, acls: [acl()] };

  const open = planAccess(withAcls, { ...nothing, acls: null }, policy);
  const plain = planAccess({ ...nothing, acls: null }, withAcls, { ...policy, surplus: 'remove' });

  assert.deepEqual([open.acls.create.length, open.alarms[0]?.code], [0, 'no-authorizer']);
  assert.deepEqual([plain.acls.remove.length, plain.alarms.length], [0, 0]);
});

test('quotas are set limit by limit, for users, client ids, pairs, addresses and defaults', () => {
  const source = {
    ...nothing,
    quotas: [
      { entity: { user: 'app', 'client-id': null }, limits: { producer_byte_rate: 5, request_percentage: 10 } },
      { entity: { ip: '10.0.0.1' }, limits: { connection_creation_rate: 2 } },
    ],
  };
  const target = {
    ...nothing,
    quotas: [{ entity: { 'client-id': null, user: 'app' }, limits: { producer_byte_rate: 5, request_percentage: 11 } }],
  };

  assert.deepEqual(planAccess(source, target, policy).quotas.change, [
    { entity: { user: 'app', 'client-id': null }, limits: { request_percentage: 10 } },
    { entity: { ip: '10.0.0.1' }, limits: { connection_creation_rate: 2 } },
  ]);
});

test('users are named as missing, and created only when their secret was supplied', () => {
  const users = ['app', 'other'].map((user) => ({
    user,
    credentials: [{ mechanism: 'SCRAM-SHA-512' as const, iterations: 8192 }],
  }));

  const plan = planAccess({ ...nothing, users }, nothing, { ...policy, suppliedUsers: new Set(['app']) });

  assert.deepEqual(plan.users.create, [{ user: 'app', mechanism: 'SCRAM-SHA-512', iterations: 8192 }]);
  assert.deepEqual(plan.users.missing, [{ user: 'other', mechanism: 'SCRAM-SHA-512' }]);
  assert.match(renderAccessPlan(plan).join('\n'), /SCRAM user other .* does not exist at the target/);
});

test('excluded principals are neither copied nor removed', () => {
  const acls = [acl({ principal: 'User:link' })];
  const declared = { ...policy, surplus: 'remove' as const, excludePrincipals: ['User:link'] };

  assert.deepEqual(planAccess({ ...nothing, acls }, nothing, declared).acls.create, []);
  assert.deepEqual(planAccess(nothing, { ...nothing, acls }, declared).acls.remove, []);
});

test('property: applying a plan leaves the target with all of the source, nothing lost, and nothing to do', () => {
  const anyAcl = fc.record({
    resourceType: fc.constantFrom('TOPIC', 'GROUP', 'USER'),
    resourceName: fc.constantFrom('orders', '*'),
    patternType: fc.constantFrom('LITERAL', 'PREFIXED'),
    principal: fc.constantFrom('User:a', 'User:b'),
    host: fc.constant('*'),
    operation: fc.constantFrom('READ', 'WRITE', 'ALL'),
    permission: fc.constantFrom('ALLOW', 'DENY'),
  });
  const anyAcls = fc.uniqueArray(anyAcl, { selector: aclLine });
  fc.assert(
    fc.property(
      anyAcls,
      anyAcls,
      fc.constantFrom('never' as const, 'remove' as const),
      (atSource, atTarget, surplus) => {
        const declared = { ...policy, surplus };
        const plan = planAccess({ ...nothing, acls: atSource }, { ...nothing, acls: atTarget }, declared);
        const gone = new Set(plan.acls.remove.map(aclLine));
        const after = [...atTarget.filter((one) => !gone.has(aclLine(one))), ...plan.acls.create];
        const lines = new Set(after.map(aclLine));
        const again = planAccess({ ...nothing, acls: atSource }, { ...nothing, acls: after }, declared);

        assert.equal(lines.size, after.length, 'nothing is created twice');
        assert(atSource.every((one) => lines.has(aclLine(one))));
        assert.deepEqual([again.acls.create, again.acls.remove], [[], []]);
        if (surplus === 'never') assert(atTarget.every((one) => lines.has(aclLine(one))));
      },
    ),
  );
});
