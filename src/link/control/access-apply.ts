// Reads and writes access on live clusters: ACLs, quotas and SCRAM users.
import type { Cluster, Refused } from '../../kafka/core.ts';
import type { AccessPlan, AccessSnapshot } from './access-plan.ts';

const ACLS_PER_REQUEST = 500;

/** Needs DESCRIBE and DESCRIBE_CONFIGS on the cluster. Throws TideError when one of the looks is denied. */
export async function readAccess(cluster: Cluster): Promise<AccessSnapshot> {
  const [acls, quotas, users] = await Promise.all([cluster.acls(), cluster.quotas(), cluster.scramUsers()]);
  return { acls, quotas, users };
}

/**
 * Writes a plan. `passwords`: by user, for those the policy names as supplied; they are salted before they leave.
 * Refusals come back one by one; nothing is undone for them. Needs ALTER and ALTER_CONFIGS on the cluster.
 */
export async function applyAccess(
  target: Cluster,
  plan: AccessPlan,
  passwords: ReadonlyMap<string, string> = new Map(),
): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  const users = plan.users.create.flatMap((one) => {
    const password = passwords.get(one.user);
    return password === undefined ? [] : [{ ...one, password }];
  });
  for (const piece of sliced(plan.acls.create)) refused.push(...(await target.createAcls(piece)));
  refused.push(...(await target.alterQuotas(plan.quotas.change)));
  refused.push(...(await target.createScramUsers(users)));
  for (const piece of sliced(plan.acls.remove)) refused.push(...(await target.deleteAcls(piece)));
  return refused;
}

function sliced<T>(items: readonly T[]): readonly (readonly T[])[] {
  const slices: (readonly T[])[] = [];
  for (let i = 0; i < items.length; i += ACLS_PER_REQUEST) slices.push(items.slice(i, i + ACLS_PER_REQUEST));
  return slices;
}
