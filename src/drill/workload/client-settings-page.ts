// docs/client-settings.md, made of the table in client-settings.ts. Pure; a test compares the committed page with it.
import type { ClientKind } from '../../scenario/core.ts';
import { CLIENT_SETTINGS, type ClientSetting } from './client-settings.ts';

const TITLES: readonly (readonly [ClientKind, string])[] = [
  ['java', 'Java (org.apache.kafka:kafka-clients 4.0 or later)'],
  ['librdkafka', 'librdkafka (2.11 or later), and what is built on it: Python, Go, .NET, PHP'],
  ['node', 'Node.js (@platformatic/kafka)'],
];

export function clientSettingsPage(): string {
  const sections = TITLES.map(([kind, title]) => section(kind, title));
  return [
    '# Client settings',
    '',
    'Made from `src/drill/workload/client-settings.ts`; change it there.',
    '',
    'A region is not back when its brokers are back, but when the clients have moved. These are the settings with which stock clients leave a',
    'site that fell silent and follow a bootstrap name to another one within seconds. The drills run with them by default;',
    '`--client-settings default` runs the clients as shipped and shows what that costs.',
    '',
    'Where clients connect matters as much: give each site its own advertised names, and one set of service names, used only for bootstrap, that is',
    'switched. Re-pointing the advertised names themselves freezes partitions of librdkafka clients and makes consumers read at positions of the other site.',
    '',
    ...sections,
    '## Every client',
    '',
    '- A producer that moved to another cluster should be restarted once: producer ids of two clusters collide, and then records are acknowledged that were never written.',
    '- A consumer group with `group.protocol=consumer` must exist as such on the standby before the disaster; a copied position alone makes a classic group, on which its members die.',
    '- A site that returns must come back fenced until every client has moved: clients that had not moved yet write to it at once.',
    '',
  ].join('\n');
}

function section(kind: ClientKind, title: string): string {
  const rows = CLIENT_SETTINGS.filter((row) => row.kind === kind);
  return [
    `## ${title}`,
    '',
    '| Setting | For | Recommended | As shipped | Why |',
    '|---|---|---|---|---|',
    ...rows.map(line),
    '',
  ].join('\n');
}

function line(row: ClientSetting): string {
  const name = row.belongsTo === 'jvm' ? `\`-D${row.name}\` (JVM)` : `\`${row.name}\``;
  const where = row.belongsTo === 'application' ? ' (the application, not a setting of the client)' : '';
  const role = row.role === 'both' ? 'producers, consumers' : `${row.role}s`;
  const shipped = row.belongsTo === 'application' ? `no such watch (${row.shipped} in the drill)` : row.shipped;
  return `| ${name}${where} | ${role} | ${row.value} | ${shipped} | ${row.why} |`;
}
