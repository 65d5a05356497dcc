// The settings of the stock clients, as data: for each kind and role what is recommended, and why. Pure; docs/client-settings.md is made of it.
import type { ClientKind } from '../../scenario/core.ts';

export type ClientRole = 'producer' | 'consumer';
export type ClientProfile = 'recommended' | 'default';

export interface ClientSetting {
  readonly kind: ClientKind;
  /** `both`: producers and consumers. */
  readonly role: ClientRole | 'both';
  readonly name: string;
  readonly value: string;
  /** What the client ships with. */
  readonly shipped: string;
  /** `application`: not a setting of the client but a rule that the application around it keeps. */
  readonly belongsTo: 'client' | 'application' | 'jvm';
  readonly why: string;
}

type Row = Omit<ClientSetting, 'kind'>;

const JAVA: readonly Row[] = [
  {
    role: 'both',
    name: 'metadata.recovery.rebootstrap.trigger.ms',
    value: '5000',
    shipped: '300000',
    belongsTo: 'client',
    why: 'The decisive one: after so long without metadata the client asks its bootstrap names again. A silent loss costs request.timeout.ms + this + 2 s: 332 s as shipped, 12 s here. Take 3000 for an RTO of 10 s. Needs a client of version 4.0 or later; older clients never leave a silent site.',
  },
  {
    role: 'both',
    name: 'request.timeout.ms',
    value: '5000',
    shipped: '30000',
    belongsTo: 'client',
    why: 'The other half: a request to a dead site is given up after so long. 10000 on slow links. A consumer that waits for a rebalance is not affected: JoinGroup has its own bound.',
  },
  {
    role: 'both',
    name: 'socket.connection.setup.timeout.ms',
    value: '2000',
    shipped: '10000',
    belongsTo: 'client',
    why: 'A dead address swallows connection attempts; the next name is tried sooner.',
  },
  {
    role: 'both',
    name: 'socket.connection.setup.timeout.max.ms',
    value: '4000',
    shipped: '30000',
    belongsTo: 'client',
    why: 'Bounds the exponential growth of the setting above.',
  },
  {
    role: 'both',
    name: 'connections.max.idle.ms',
    value: '60000',
    shipped: '540000',
    belongsTo: 'client',
    why: 'Rebootstrap reuses the sockets of the bootstrap nodes while they are open, and those lead to the dead site: each costs one more request.timeout.ms.',
  },
  {
    role: 'both',
    name: 'metadata.max.age.ms',
    value: '10000',
    shipped: '300000',
    belongsTo: 'client',
    why: 'New leaders are known sooner when nothing fails loudly.',
  },
  {
    role: 'producer',
    name: 'delivery.timeout.ms',
    value: '900000',
    shipped: '120000',
    belongsTo: 'client',
    why: 'Every record older than this fails. At least twice the RTO that was promised.',
  },
  {
    role: 'producer',
    name: 'max.block.ms',
    value: '900000',
    shipped: '60000',
    belongsTo: 'client',
    why: 'After a rebootstrap the topic is unknown for a while and send() blocks for 10 to 35 s; the caller must outlive that.',
  },
  {
    role: 'producer',
    name: 'acks',
    value: 'all',
    shipped: 'all',
    belongsTo: 'client',
    why: 'An acknowledgement is the promise that is counted; with acks=1 it promises nothing once a leader dies.',
  },
  {
    role: 'producer',
    name: 'enable.idempotence',
    value: 'true',
    shipped: 'true',
    belongsTo: 'client',
    why: 'Retries do not duplicate. Across two clusters it protects nothing: producer ids of both collide, so restart producers after a switch, or push the id blocks apart before it.',
  },
  {
    role: 'consumer',
    name: 'session.timeout.ms',
    value: '10000',
    shipped: '45000',
    belongsTo: 'client',
    why: 'A member that vanished holds its partitions for so long.',
  },
  {
    role: 'consumer',
    name: 'auto.offset.reset',
    value: 'earliest',
    shipped: 'latest',
    belongsTo: 'client',
    why: 'A group without a usable position reads again instead of skipping: delivered twice can be repaired, never delivered cannot.',
  },
  {
    role: 'both',
    name: 'sun.net.inetaddr.ttl',
    value: '5',
    shipped: '30',
    belongsTo: 'jvm',
    why: 'The JVM keeps a resolved name for so many seconds (also networkaddress.cache.ttl). After a hard kill it decides alone. Never -1: such a client stays with the dead site for ever.',
  },
];

const LIBRDKAFKA: readonly Row[] = [
  {
    role: 'both',
    name: 'metadata.recovery.rebootstrap.trigger.ms',
    value: '5000',
    shipped: '300000',
    belongsTo: 'client',
    why: 'As in Java; librdkafka 2.11 or later.',
  },
  {
    role: 'both',
    name: 'socket.timeout.ms',
    value: '5000',
    shipped: '60000',
    belongsTo: 'client',
    why: 'The request time-out: a silent loss costs 92 to 153 s as shipped, 10 to 13 s with these settings together.',
  },
  {
    role: 'both',
    name: 'topic.metadata.refresh.interval.ms',
    value: '10000',
    shipped: '300000',
    belongsTo: 'client',
    why: 'New leaders are known sooner.',
  },
  {
    role: 'both',
    name: 'socket.connection.setup.timeout.ms',
    value: '3000',
    shipped: '30000',
    belongsTo: 'client',
    why: 'A dead address swallows connection attempts; the next name is tried sooner.',
  },
  {
    role: 'producer',
    name: 'message.timeout.ms',
    value: '900000',
    shipped: '300000',
    belongsTo: 'client',
    why: 'Every record older than this fails. At least twice the RTO that was promised.',
  },
  {
    role: 'producer',
    name: 'queue.buffering.max.messages',
    value: '200000',
    shipped: '100000',
    belongsTo: 'client',
    why: 'Room for what is sent while the sites are switched.',
  },
  {
    role: 'producer',
    name: 'enable.idempotence',
    value: 'true',
    shipped: 'false',
    belongsTo: 'client',
    why: 'Retries neither duplicate nor reorder. A fatal producer error after a move needs a new producer object.',
  },
  {
    role: 'producer',
    name: 'acks',
    value: 'all',
    shipped: 'all',
    belongsTo: 'client',
    why: 'An acknowledgement is the promise that is counted.',
  },
  {
    role: 'consumer',
    name: 'session.timeout.ms',
    value: '10000',
    shipped: '45000',
    belongsTo: 'client',
    why: 'A member that vanished holds its partitions for so long.',
  },
  {
    role: 'consumer',
    name: 'auto.offset.reset',
    value: 'earliest',
    shipped: 'largest',
    belongsTo: 'client',
    why: 'A group without a usable position reads again instead of skipping.',
  },
];

const NODE: readonly Row[] = [
  {
    role: 'producer',
    name: 'request.timeout.ms',
    value: '5000',
    shipped: '30000',
    belongsTo: 'client',
    why: 'Option requestTimeout: a request to a dead site is given up after so long.',
  },
  {
    role: 'consumer',
    name: 'request.timeout.ms',
    value: '30000',
    shipped: '30000',
    belongsTo: 'client',
    why: 'Option requestTimeout. Longer than session.timeout.ms on purpose: this client waits for a rebalance within one request. The watch over silence below is what finds a dead site.',
  },
  {
    role: 'both',
    name: 'socket.connection.setup.timeout.ms',
    value: '2000',
    shipped: '5000',
    belongsTo: 'client',
    why: 'Option connectTimeout.',
  },
  {
    role: 'producer',
    name: 'application.silence.ms',
    value: '5000',
    shipped: '30000',
    belongsTo: 'application',
    why: 'A send without an answer for so long: close the producer, make a new one. Also the remedy against colliding producer ids, and against a send that hangs because its partitions got different leaders.',
  },
  {
    role: 'consumer',
    name: 'application.silence.ms',
    value: '3000',
    shipped: '30000',
    belongsTo: 'application',
    why: 'No fetch and no heartbeat answered for so long, or any error: close the consumer by force and make a new one, so that no position of a lost cluster is carried to another.',
  },
  {
    role: 'both',
    name: 'application.bring.up.ms',
    value: '3000',
    shipped: '30000',
    belongsTo: 'application',
    why: 'A new client that has no answer after so long is given up and the names are resolved again.',
  },
  {
    role: 'consumer',
    name: 'session.timeout.ms',
    value: '10000',
    shipped: '60000',
    belongsTo: 'client',
    why: 'Option sessionTimeout: a member that vanished holds its partitions for so long.',
  },
  {
    role: 'consumer',
    name: 'heartbeat.interval.ms',
    value: '1000',
    shipped: '3000',
    belongsTo: 'client',
    why: 'Option heartbeatInterval: rebalances are noticed sooner.',
  },
  {
    role: 'consumer',
    name: 'fetch.min.bytes',
    value: '32768',
    shipped: '1',
    belongsTo: 'client',
    why: 'Option minBytes: with 1 a busy topic answers every fetch with a handful of records, and brokers spend their time on requests instead of records. fetch.max.wait.ms bounds what it costs in latency.',
  },
  {
    role: 'producer',
    name: 'linger.ms',
    value: '40',
    shipped: '0',
    belongsTo: 'application',
    why: 'This client sends what it is handed at once, so the application gathers records for so long before it sends to the same broker again: a quarter of the requests at 2,000 records/s.',
  },
  {
    role: 'consumer',
    name: 'fetch.max.wait.ms',
    value: '200',
    shipped: '5000',
    belongsTo: 'client',
    why: 'Option maxWaitTime: bounds the latency that fetch.min.bytes adds, and an idle fetch must be answered well within the watch over silence.',
  },
];

const of = (kind: ClientKind, rows: readonly Row[]): ClientSetting[] => rows.map((row) => ({ kind, ...row }));

export const CLIENT_SETTINGS: readonly ClientSetting[] = [
  ...of('java', JAVA),
  ...of('librdkafka', LIBRDKAFKA),
  ...of('node', NODE),
];

/** What both profiles need for the drill to mean anything: the guarantees under test. */
const ALWAYS: Readonly<Record<ClientKind, readonly string[]>> = {
  java: ['acks', 'enable.idempotence', 'auto.offset.reset'],
  librdkafka: ['acks', 'enable.idempotence', 'auto.offset.reset'],
  node: [],
};

function chosen(kind: ClientKind, role: ClientRole, profile: ClientProfile): ClientSetting[] {
  return CLIENT_SETTINGS.filter(
    (row) =>
      row.kind === kind &&
      (row.role === role || row.role === 'both') &&
      (profile === 'recommended' || ALWAYS[kind].includes(row.name)),
  );
}

/** Settings of a client and of the application around it, by property name. `default` leaves everything to the client but the guarantees under test. */
export function clientProperties(
  kind: ClientKind,
  role: ClientRole,
  profile: ClientProfile,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    chosen(kind, role, profile)
      .filter((row) => row.belongsTo !== 'jvm')
      .map((row) => [row.name, row.value]),
  );
}

/** `-D...` options for the JVM of a Java client. */
export function jvmOptions(role: ClientRole, profile: ClientProfile): readonly string[] {
  return chosen('java', role, profile)
    .filter((row) => row.belongsTo === 'jvm')
    .map((row) => `-D${row.name}=${row.value}`);
}
