// Rights a flow needs, per thing it does: the table of src/link/control/README.md and src/link/README.md, for plans and docs.

export interface NeededRights {
  readonly to: string;
  readonly source: string;
  readonly target: string;
}

export const RIGHTS: readonly NeededRights[] = [
  { to: 'copy records', source: 'READ, DESCRIBE on the topics', target: 'READ, WRITE, DESCRIBE on the topics' },
  { to: 'copy a log that begins above 0', source: '-', target: 'DELETE on the topics' },
  {
    to: 'see topics and settings',
    source: 'DESCRIBE, DESCRIBE_CONFIGS on the topics',
    target: 'DESCRIBE, DESCRIBE_CONFIGS on the topics',
  },
  { to: 'create, grow, set topics', source: '-', target: 'CREATE on the cluster; ALTER, ALTER_CONFIGS on the topics' },
  {
    to: 'carry positions of groups',
    source: 'DESCRIBE on the groups and topics',
    target: 'DESCRIBE, READ on the groups; READ on the topics',
  },
  { to: 'see ACLs and users', source: 'DESCRIBE on the cluster', target: 'DESCRIBE on the cluster' },
  { to: 'write ACLs and users (--access copy)', source: '-', target: 'ALTER on the cluster' },
  {
    to: 'see and write quotas',
    source: 'DESCRIBE_CONFIGS on the cluster',
    target: 'DESCRIBE_CONFIGS, ALTER_CONFIGS on the cluster',
  },
];
