// The rooms in import order: a room imports only from rooms above its own line.

export const ROOM_ORDER: readonly string[] = [
  'base',
  'wire',
  'objectives',
  'config',
  'scenario',
  'check',
  'report',
  'kafka',
  'compare',
  'offsets',
  'runbook',
  'replication',
  'detect',
  'audit',
  'link',
  'divergence',
  'stretch',
  'lab',
  'mechanisms',
  'failover',
  'simulate',
  'plan',
  'drill',
  'verbs',
  'cli',
  'serve',
];

/** Who may import the Kafka client, and where from. */
export const KAFKA_CLIENT = '@platformatic/kafka';
export const KAFKA_CLIENT_HOMES: readonly string[] = ['src/kafka/', 'src/drill/workload/'];

/** Rooms that may import only pure doors, and which others they may never import. */
export const PURE_ROOMS: readonly string[] = ['simulate', 'audit', 'plan', 'objectives', 'scenario'];

/** Judge and judged share no code. */
export const CHECK_NEVER_IMPORTS: readonly string[] = ['wire', 'link', 'compare'];

/** Node modules that touch nothing outside the process and tell no time; with why. */
export const PURE_NODE_MODULES: Readonly<Record<string, string>> = {
  'node:buffer': 'bytes in memory',
  'node:zlib': 'crc32 and compression of buffers in memory',
  'node:crypto': 'hashes of bytes in memory; random functions are forbidden by name',
  'node:util': 'formatting of values',
  'node:path': 'string functions on paths',
};

/** Packages that compute and nothing else. */
export const PURE_PACKAGES: Readonly<Record<string, string>> = {
  zod: 'checks values',
  yaml: 'parses text',
  '@node-rs/crc32': 'CRC32C of a buffer',
};
