// Lines for ACLs and quotas, unique for each, so that they serve as keys, too. Pure.
import type { AclBinding, QuotaChange, QuotaEntity } from '../../kafka/core.ts';

export function aclLine(acl: AclBinding): string {
  const { permission, principal, operation, resourceType, patternType, resourceName, host } = acl;
  return `${permission} ${principal} ${operation} on ${resourceType} ${patternType} ${resourceName} from ${host}`;
}

export function entityLine(entity: QuotaEntity): string {
  return Object.keys(entity)
    .sort()
    .reverse()
    .map((kind) => `${kind} ${entity[kind] ?? '<default>'}`)
    .join(', ');
}

export function quotaLine({ entity, limits }: QuotaChange): string {
  const parts = Object.entries(limits).map(([key, value]) => `${key}=${value ?? 'none'}`);
  return `${entityLine(entity)}: ${parts.join(' ')}`;
}
