// Groups: all groups of the cluster with their type (KIP-848, KIP-932), state and members.
import type { GroupListing } from './administration.ts';
import type { GroupDescription } from './core.ts';
import type { Deadline } from './deadline.ts';
import { fetchMetadata } from './metadata.ts';
import type { Session } from './session.ts';

interface Listed extends GroupListing {
  readonly broker: number;
}

/** What cannot be asked for by this client: the member count of share and streams groups. */
const UNKNOWN_MEMBERS = -1;
const GROUPS_PER_REQUEST = 200;

/**
 * Every broker lists the groups it coordinates; one broker that does not answer fails the whole call, because a list that
 * misses groups would leave them behind at a failover. `members` is -1 where it cannot be known.
 */
export async function describeGroups(session: Session, deadline: Deadline): Promise<readonly GroupDescription[]> {
  const unique = await listEverywhere(session, deadline);
  const members = new Map<string, { state: string; members: number }>();
  const batches = Map.groupBy(unique, (one) => `${one.broker}/${one.type}`);
  await Promise.all([...batches.values()].map((batch) => countMembers(session, batch, members, deadline)));
  return unique
    .map((one) => {
      const known = members.get(one.group);
      return {
        group: one.group,
        type: one.type,
        state: known?.state ?? one.state,
        members: known?.members ?? UNKNOWN_MEMBERS,
      };
    })
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}

/** All groups without their members: one request per broker, cheap enough to repeat every few seconds. */
export async function listGroups(session: Session, deadline: Deadline): Promise<readonly GroupListing[]> {
  const listed = await listEverywhere(session, deadline);
  return listed.map(({ group, state, type }) => ({ group, state, type })).sort((a, b) => (a.group < b.group ? -1 : 1));
}

async function listEverywhere(session: Session, deadline: Deadline): Promise<readonly Listed[]> {
  const { brokers } = await fetchMetadata(session, [], deadline);
  const listed = (await Promise.all(brokers.map((one) => listAt(session, one.id, deadline)))).flat();
  // A group whose coordinator moves while we ask is listed twice; the later answer is as good as the first.
  return [...new Map(listed.map((one) => [one.group, one])).values()];
}

async function listAt(session: Session, broker: number, deadline: Deadline): Promise<readonly Listed[]> {
  const answer = await session.broker(broker, session.library.listGroupsV5.api, [[], []], deadline);
  session.check(answer.errorCode, `groups of broker ${broker}`);
  return answer.groups.map((one) => ({
    group: one.groupId,
    state: one.groupState,
    type: one.groupType === '' ? 'unknown' : one.groupType.toLowerCase(),
    broker,
  }));
}

async function countMembers(
  session: Session,
  batch: readonly Listed[],
  into: Map<string, { state: string; members: number }>,
  deadline: Deadline,
): Promise<void> {
  const { broker, type } = batch[0]!;
  if (type !== 'classic' && type !== 'consumer') return;
  for (let i = 0; i < batch.length; i += GROUPS_PER_REQUEST) {
    const names = batch.slice(i, i + GROUPS_PER_REQUEST).map((one) => one.group);
    const answer =
      type === 'classic'
        ? await session.broker(broker, session.library.describeGroupsV5.api, [names, false], deadline)
        : await session.broker(broker, session.library.consumerGroupDescribeV0.api, [names, false], deadline);
    for (const one of answer.groups) {
      session.check(one.errorCode, `group ${one.groupId}`);
      into.set(one.groupId, { state: one.groupState, members: one.members.length });
    }
  }
}
