// Administers a cluster: settings, partitions, ACLs, quotas, SCRAM users and positions of many groups, each within the session's bound.
import type { Administration } from './administration.ts';
import { createAcls, deleteAcls, readAcls } from './acls.ts';
import { Coordinators } from './coordinators.ts';
import { listGroups } from './groups.ts';
import { createPartitions } from './partitions.ts';
import { readPositions, writePositions } from './positions.ts';
import { readableRanges } from './readable-ranges.ts';
import { alterQuotas, readQuotas } from './quotas.ts';
import { createScramUsers, readScramUsers } from './scram-users.ts';
import type { Session } from './session.ts';
import { alterTopicSettings, readTopicSettings } from './topic-settings.ts';

export function administrationOf(session: Session): Administration {
  const coordinators = new Coordinators();
  return {
    topicSettings: (names) => session.run('describe topic settings', (d) => readTopicSettings(session, names, d)),
    alterTopicSettings: (changes) =>
      session.run('alter topic settings', (d) => alterTopicSettings(session, changes, d)),
    createPartitions: (growth) => session.run('create partitions', (d) => createPartitions(session, growth, d)),
    acls: () => session.run('describe ACLs', (d) => readAcls(session, d)),
    createAcls: (bindings) => session.run('create ACLs', (d) => createAcls(session, bindings, d)),
    deleteAcls: (bindings) => session.run('delete ACLs', (d) => deleteAcls(session, bindings, d)),
    quotas: () => session.run('describe quotas', (d) => readQuotas(session, d)),
    alterQuotas: (changes) => session.run('alter quotas', (d) => alterQuotas(session, changes, d)),
    scramUsers: () => session.run('describe SCRAM users', (d) => readScramUsers(session, d)),
    createScramUsers: (users) => session.run('create SCRAM users', (d) => createScramUsers(session, users, d)),
    listGroups: () => session.run('list groups', (d) => listGroups(session, d)),
    positions: (groups) => session.run('positions of groups', (d) => readPositions(session, coordinators, groups, d)),
    readableRanges: (partitions) => session.run('readable ranges', (d) => readableRanges(session, partitions, d)),
    writePositions: (writes) =>
      session.run('write positions of groups', (d) => writePositions(session, coordinators, writes, d)),
  };
}
