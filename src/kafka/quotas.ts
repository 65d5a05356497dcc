// Client quotas: read all and change single limits (DescribeClientQuotas, AlterClientQuotas v1; KIP-546, KIP-612).
import type { ClientQuota, QuotaChange, QuotaEntity, Refused } from './administration.ts';
import type { Deadline } from './deadline.ts';
import type { KafkaLibrary } from './library.ts';
import { refusedOf } from './refused.ts';
import type { Session } from './session.ts';

type Entry = Parameters<KafkaLibrary['alterClientQuotasV1']['createRequest']>[0][number];

/** Every quota of users, client ids, pairs of both, and addresses. No component in the filter means all of them. */
export async function readQuotas(session: Session, deadline: Deadline): Promise<readonly ClientQuota[]> {
  const answer = await session.any(session.library.describeClientQuotasV1.api, [[], false], deadline);
  session.check(answer.errorCode, 'client quotas', answer.errorMessage);
  return (answer.entries ?? [])
    .map(({ entity, values }) => ({
      entity: Object.fromEntries(entity.map((one) => [one.entityType, one.entityName ?? null])),
      limits: Object.fromEntries(values.map((one) => [one.key, one.value])),
    }))
    .sort((a, b) => (quotaText(a.entity) < quotaText(b.entity) ? -1 : 1));
}

/** Sets and takes away single limits; what is not named stays. */
export async function alterQuotas(
  session: Session,
  changes: readonly QuotaChange[],
  deadline: Deadline,
): Promise<readonly Refused[]> {
  if (changes.length === 0) return [];
  const entries = changes.map(({ entity, limits }) => ({
    entities: Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName })),
    ops: Object.entries(limits).map(([key, value]) =>
      value === null ? { key, remove: true } : { key, value, remove: false },
    ),
  })) as unknown as Entry[];
  const answer = await session.any(session.library.alterClientQuotasV1.api, [entries, false], deadline);
  return refusedOf(
    session,
    answer.entries.map((one) => ({
      item: quotaText(Object.fromEntries(one.entity.map((part) => [part.entityType, part.entityName ?? null]))),
      code: one.errorCode,
      message: one.errorMessage,
    })),
  );
}

/** One line for people, unique for an entity: `user=app client-id=<default>`. */
export function quotaText(entity: QuotaEntity): string {
  return Object.keys(entity)
    .sort()
    .reverse()
    .map((kind) => `${kind}=${entity[kind] ?? '<default>'}`)
    .join(' ');
}
