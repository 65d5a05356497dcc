// SCRAM users: names and mechanisms, and new ones from a supplied password (KIP-554). Kafka never tells a credential.
import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { NewScramUser, Refused, ScramMechanism, ScramUser } from './administration.ts';
import type { Deadline } from './deadline.ts';
import { refusedOf } from './refused.ts';
import type { Session } from './session.ts';

const NONE_FOUND = 91;
const SALT_BYTES = 32;
const CODES = { 'SCRAM-SHA-256': 1, 'SCRAM-SHA-512': 2 } as const;
const HASHES = {
  'SCRAM-SHA-256': { name: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { name: 'sha512', bytes: 64 },
} as const;
const hi = promisify(pbkdf2);

/** Every user with a SCRAM credential; a mechanism that is not known here is left out. */
export async function readScramUsers(session: Session, deadline: Deadline): Promise<readonly ScramUser[]> {
  // An empty list means all, as null does; but to null a broker that denies the request never answers (seen with 4.3.1).
  const answer = await session.any(session.library.describeUserScramCredentialsV0.api, [[]], deadline);
  session.check(answer.errorCode, 'SCRAM users', answer.errorMessage);
  return answer.results
    .filter((one) => one.errorCode !== NONE_FOUND)
    .map((one) => {
      session.check(one.errorCode, `SCRAM user ${one.user}`, one.errorMessage);
      const credentials = one.credentialInfos.flatMap((info) => {
        const mechanism = mechanismOf(info.mechanism);
        return mechanism === undefined ? [] : [{ mechanism, iterations: info.iterations }];
      });
      return { user: one.user, credentials };
    })
    .sort((a, b) => (a.user < b.user ? -1 : 1));
}

/** Salts each password anew (RFC 5802, Hi = PBKDF2-HMAC) and creates the credential, or replaces one of the same mechanism. */
export async function createScramUsers(
  session: Session,
  users: readonly NewScramUser[],
  deadline: Deadline,
): Promise<readonly Refused[]> {
  if (users.length === 0) return [];
  const upsertions = await Promise.all(
    users.map(async ({ user, mechanism, password, iterations }) => {
      const salt = randomBytes(SALT_BYTES);
      const { name: hash, bytes } = HASHES[mechanism];
      const saltedPassword = await hi(Buffer.from(password, 'utf8'), salt, iterations, bytes, hash);
      return { name: user, mechanism: CODES[mechanism], iterations, salt, saltedPassword };
    }),
  );
  const answer = await session.any(session.library.alterUserScramCredentialsV0.api, [[], upsertions], deadline);
  return refusedOf(
    session,
    answer.results.map((one) => ({ item: one.user, code: one.errorCode, message: one.errorMessage })),
  );
}

function mechanismOf(code: number): ScramMechanism | undefined {
  if (code === CODES['SCRAM-SHA-256']) return 'SCRAM-SHA-256';
  return code === CODES['SCRAM-SHA-512'] ? 'SCRAM-SHA-512' : undefined;
}
