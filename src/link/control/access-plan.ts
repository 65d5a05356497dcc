// Plan of access: ACLs, quotas and SCRAM users that the target lacks, against what the source has. Never removes unless declared. Pure.
import type { AclBinding, ClientQuota, QuotaChange, ScramMechanism, ScramUser } from '../../kafka/core.ts';
import { selects } from '../../replication/core.ts';
import { aclLine, entityLine } from './access-lines.ts';
import type { ControlAlarm } from './alarm.ts';

export interface AccessSnapshot {
  /** null: the cluster has no authorizer. */
  readonly acls: readonly AclBinding[] | null;
  readonly quotas: readonly ClientQuota[];
  readonly users: readonly ScramUser[];
}

export interface AccessPolicy {
  /** `never` (default): what only the target has stays and is listed. `remove`: it goes. */
  readonly surplus: 'never' | 'remove';
  /** Principals that are not copied and not removed: operators, the link itself. Names, or expressions that match the whole. */
  readonly excludePrincipals: readonly string[];
  /**
   * `hold`: rights to write into mirrored topics wait for promotion, because a foreign record in a copy stops its partition.
   * DENY is never held.
   */
  readonly writesIntoCopies: 'copy' | 'hold';
  /** Topics of the flow, for `hold`. */
  readonly mirrored: (topic: string) => boolean;
  /** Users for whom a secret was supplied; only these are created. */
  readonly suppliedUsers: ReadonlySet<string>;
}

export interface AccessPlan {
  readonly acls: {
    readonly create: readonly AclBinding[];
    readonly remove: readonly AclBinding[];
    readonly held: readonly AclBinding[];
    readonly surplus: readonly AclBinding[];
  };
  readonly quotas: { readonly change: readonly QuotaChange[]; readonly surplus: readonly QuotaChange[] };
  readonly users: {
    readonly create: readonly {
      readonly user: string;
      readonly mechanism: ScramMechanism;
      readonly iterations: number;
    }[];
    readonly missing: readonly { readonly user: string; readonly mechanism: ScramMechanism }[];
  };
  readonly alarms: readonly ControlAlarm[];
}

/** Planning again after applying plans nothing. */
export function planAccess(source: AccessSnapshot, target: AccessSnapshot, policy: AccessPolicy): AccessPlan {
  const users = planUsers(source.users, target.users, policy);
  const noAuthorizer = target.acls === null && (source.acls?.length ?? 0) > 0;
  return {
    acls: planAcls(source.acls, target.acls, policy),
    quotas: planQuotas(source.quotas, target.quotas, policy),
    users,
    alarms: [...(noAuthorizer ? [authorizerAlarm(source.acls?.length ?? 0)] : []), ...users.missing.map(userAlarm)],
  };
}

function planAcls(
  source: AccessSnapshot['acls'],
  target: AccessSnapshot['acls'],
  policy: AccessPolicy,
): AccessPlan['acls'] {
  // Without an authorizer at the target nothing can be written; without one at the source nothing is known to be too much.
  if (source === null || target === null) return { create: [], remove: [], held: [], surplus: [] };
  const meant = (acl: AclBinding): boolean => !selects(policy.excludePrincipals, acl.principal);
  const has = new Set(target.map(aclLine));
  const wanted = new Set(source.map(aclLine));
  const missing = source.filter((one) => meant(one) && !has.has(aclLine(one)));
  const surplus = target.filter((one) => meant(one) && !wanted.has(aclLine(one)));
  const held = missing.filter((one) => policy.writesIntoCopies === 'hold' && writesInto(one, policy.mirrored));
  return {
    // DENY first, and its removal last: in between nobody may have more than at the source.
    create: missing.filter((one) => !held.includes(one)).sort(byPermission('DENY')),
    remove: policy.surplus === 'remove' ? surplus.toSorted(byPermission('ALLOW')) : [],
    held,
    surplus: policy.surplus === 'remove' ? [] : surplus,
  };
}

function byPermission(first: string): (a: AclBinding, b: AclBinding) => number {
  const rank = (acl: AclBinding): number => (acl.permission === first ? 0 : 1);
  return (a, b) => rank(a) - rank(b) || (aclLine(a) < aclLine(b) ? -1 : 1);
}

const WRITING: ReadonlySet<string> = new Set(['WRITE', 'ALL']);

/** A prefix or `*` may mean a mirrored topic whatever its name is, so it counts as one. */
function writesInto(acl: AclBinding, mirrored: (topic: string) => boolean): boolean {
  if (acl.permission !== 'ALLOW' || acl.resourceType !== 'TOPIC' || !WRITING.has(acl.operation)) return false;
  return acl.patternType !== 'LITERAL' || acl.resourceName === '*' || mirrored(acl.resourceName);
}

function planQuotas(
  source: readonly ClientQuota[],
  target: readonly ClientQuota[],
  policy: AccessPolicy,
): AccessPlan['quotas'] {
  const has = new Map(target.map((one) => [entityLine(one.entity), one.limits]));
  const wanted = new Map(source.map((one) => [entityLine(one.entity), one.limits]));
  const change: QuotaChange[] = [];
  const surplus: QuotaChange[] = [];
  for (const { entity, limits } of source) {
    const there = has.get(entityLine(entity)) ?? {};
    const differing = Object.entries(limits).filter(([key, value]) => there[key] !== value);
    if (differing.length > 0) change.push({ entity, limits: Object.fromEntries(differing) });
  }
  for (const { entity, limits } of target) {
    const meant = wanted.get(entityLine(entity)) ?? {};
    const extra = Object.entries(limits).filter(([key]) => meant[key] === undefined);
    if (extra.length === 0) continue;
    if (policy.surplus === 'never') surplus.push({ entity, limits: Object.fromEntries(extra) });
    else change.push({ entity, limits: Object.fromEntries(extra.map(([key]) => [key, null])) });
  }
  return { change, surplus };
}

function planUsers(
  source: readonly ScramUser[],
  target: readonly ScramUser[],
  policy: AccessPolicy,
): AccessPlan['users'] {
  const has = new Set(target.flatMap((one) => one.credentials.map(({ mechanism }) => `${one.user}/${mechanism}`)));
  const lacking = source
    .flatMap(({ user, credentials }) => credentials.map((credential) => ({ user, ...credential })))
    .filter((one) => !has.has(`${one.user}/${one.mechanism}`));
  return {
    create: lacking.filter((one) => policy.suppliedUsers.has(one.user)),
    missing: lacking
      .filter((one) => !policy.suppliedUsers.has(one.user))
      .map(({ user, mechanism }) => ({ user, mechanism })),
  };
}

function userAlarm({ user, mechanism }: { readonly user: string; readonly mechanism: ScramMechanism }): ControlAlarm {
  return {
    code: 'scram-user-missing',
    about: user,
    weight: 'warn',
    say: `SCRAM user ${user} (${mechanism}) does not exist at the target: its clients cannot log in after a failover.`,
    next: `Supply the password of ${user}, or create it with kafka-configs.sh --alter --entity-type users --entity-name ${user}; Kafka never gives a credential out.`,
  };
}

function authorizerAlarm(count: number): ControlAlarm {
  return {
    code: 'no-authorizer',
    about: 'target',
    weight: 'warn',
    say: `The target has no authorizer: ${count} ACLs of the source cannot be copied, and everybody may do everything there.`,
    next: 'Set authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer on its brokers and controllers.',
  };
}
