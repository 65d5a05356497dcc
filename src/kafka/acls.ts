// ACLs: read all, create, delete exactly (DescribeAcls, CreateAcls, DeleteAcls v3; KIP-140, KIP-290).
import type { AclBinding, Refused } from './administration.ts';
import type { Deadline } from './deadline.ts';
import type { KafkaLibrary } from './library.ts';
import { refusedOf } from './refused.ts';
import type { Session } from './session.ts';

const SECURITY_DISABLED = 54;
const ANY = 1;
const UNKNOWN = 0;

type Words = Readonly<Record<string, number>>;
type LibraryAcl = Parameters<KafkaLibrary['createAclsV3']['createRequest']>[0][number];

/** Every ACL of the cluster; null when it has no authorizer (SECURITY_DISABLED). */
export async function readAcls(session: Session, deadline: Deadline): Promise<readonly AclBinding[] | null> {
  const { library } = session;
  const filter = {
    resourceType: ANY,
    resourceName: null,
    resourcePatternType: ANY,
    principal: null,
    host: null,
    operation: ANY,
    permissionType: ANY,
  } as const;
  const answer = await session.any(library.describeAclsV3.api, [filter], deadline);
  if (answer.errorCode === SECURITY_DISABLED) return null;
  session.check(answer.errorCode, 'ACLs', answer.errorMessage);
  return answer.resources
    .flatMap((resource) =>
      resource.acls.map(
        (acl): AclBinding => ({
          resourceType: wordOf(library.ResourceTypes, resource.resourceType),
          resourceName: resource.resourceName,
          patternType: wordOf(library.ResourcePatternTypes, resource.resourcePatternType),
          principal: acl.principal,
          host: acl.host,
          operation: wordOf(library.AclOperations, acl.operation),
          permission: wordOf(library.AclPermissionTypes, acl.permissionType),
        }),
      ),
    )
    .sort((a, b) => (aclText(a) < aclText(b) ? -1 : 1));
}

/** Needs ALTER on the cluster; an ACL that exists already is taken again without an error. */
export async function createAcls(
  session: Session,
  bindings: readonly AclBinding[],
  deadline: Deadline,
): Promise<readonly Refused[]> {
  if (bindings.length === 0) return [];
  const requested = bindings.map((one) => libraryAcl(session.library, one));
  const answer = await session.any(session.library.createAclsV3.api, [requested], deadline);
  return refusedOf(
    session,
    answer.results.map((one, i) => ({
      item: aclText(bindings[i]!),
      code: one.errorCode,
      message: one.errorMessage,
    })),
  );
}

/** Each filter names one ACL in full, so that nothing else can match. */
export async function deleteAcls(
  session: Session,
  bindings: readonly AclBinding[],
  deadline: Deadline,
): Promise<readonly Refused[]> {
  if (bindings.length === 0) return [];
  const filters = bindings.map((one) => libraryAcl(session.library, one));
  const answer = await session.any(session.library.deleteAclsV3.api, [filters], deadline);
  return refusedOf(
    session,
    answer.filterResults.flatMap((one, i) => [
      { item: aclText(bindings[i]!), code: one.errorCode, message: one.errorMessage },
      ...one.matchingAcls.map((acl) => ({
        item: aclText(bindings[i]!),
        code: acl.errorCode,
        message: acl.errorMessage,
      })),
    ]),
  );
}

/** One line for people, unique for an ACL: `ALLOW User:app READ on TOPIC LITERAL orders from *`. */
export function aclText(acl: AclBinding): string {
  return `${acl.permission} ${acl.principal} ${acl.operation} on ${acl.resourceType} ${acl.patternType} ${acl.resourceName} from ${acl.host}`;
}

function wordOf(words: Words, code: number): string {
  return Object.entries(words).find(([, value]) => value === code)?.[0] ?? String(code);
}

function codeOf(words: Words, word: string): number {
  return words[word] ?? (/^\d+$/.test(word) ? Number(word) : UNKNOWN);
}

/** A word that nobody knows becomes UNKNOWN, which the broker refuses by name. */
function libraryAcl(library: KafkaLibrary, acl: AclBinding): LibraryAcl {
  return {
    resourceType: codeOf(library.ResourceTypes, acl.resourceType),
    resourceName: acl.resourceName,
    resourcePatternType: codeOf(library.ResourcePatternTypes, acl.patternType),
    principal: acl.principal,
    host: acl.host,
    operation: codeOf(library.AclOperations, acl.operation),
    permissionType: codeOf(library.AclPermissionTypes, acl.permission),
  } as LibraryAcl;
}
