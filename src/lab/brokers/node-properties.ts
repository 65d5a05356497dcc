// server.properties of one Kafka node of the lab, with or without its client listener.
import { addressSeen, brokersOf, controllersOf } from '../layout/layout.ts';
import type { Layout, NodePlan, SitePlan } from '../layout/layout.ts';

export interface NodePropertiesOptions {
  readonly layout: Layout;
  readonly site: SitePlan;
  readonly node: NodePlan;
  readonly dataFolder: string;
  /** False: fenced; the node runs, replicates and answers tools, and no client can reach it. */
  readonly clientListener: boolean;
  readonly security: Readonly<Record<string, string>>;
  /** The user's own properties; they win. */
  readonly extra: Readonly<Record<string, string>>;
}

/** Small, because the lab's topics are: threads and buffers of a default broker would cost most of its memory. */
const SMALL: Readonly<Record<string, string>> = {
  'num.network.threads': '2',
  'num.io.threads': '4',
  'num.recovery.threads.per.data.dir': '1',
  'background.threads': '2',
  'log.cleaner.dedupe.buffer.size': '2097152',
  'log.cleaner.io.buffer.size': '65536',
  'offsets.topic.num.partitions': '5',
  'transaction.state.log.num.partitions': '5',
  'share.coordinator.state.topic.num.partitions': '5',
  'group.initial.rebalance.delay.ms': '0',
  'auto.create.topics.enable': 'false',
};

export function nodeProperties(options: NodePropertiesOptions): Readonly<Record<string, string>> {
  const { layout, site, node } = options;
  const voters = controllersOf(site).map((voter) => `${voter.id}@${voter.host}:${layout.ports.controller}`);
  const listeners = listenersOf(options);
  const address = addressSeen(layout, site, site, node.last);
  const advertised = listeners.filter(([name]) => name !== 'CONTROLLER');
  return {
    'process.roles': node.roles,
    'node.id': String(node.id),
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: listeners.map(([name, port]) => `${name}://${address}:${port}`).join(','),
    ...(advertised.length === 0
      ? {}
      : {
          'advertised.listeners': advertised.map(([name, port]) => `${name}://${node.host}:${port}`).join(','),
          'inter.broker.listener.name': 'INTERNAL',
        }),
    'log.dirs': options.dataFolder,
    'broker.rack': site.name,
    ...replication(brokersOf(site).length),
    ...SMALL,
    ...options.security,
    ...options.extra,
  };
}

function listenersOf(options: NodePropertiesOptions): readonly (readonly [string, number])[] {
  const { ports } = options.layout;
  const broker: (readonly [string, number])[] = [
    ['ADMIN', ports.admin],
    ['INTERNAL', ports.internal],
  ];
  if (options.clientListener) broker.unshift(['CLIENT', ports.client]);
  const controller = [['CONTROLLER', ports.controller]] as const;
  if (options.node.roles === 'broker') return broker;
  return options.node.roles === 'controller' ? controller : [...broker, ...controller];
}

/** RF 3 and min ISR 2 where the site has three brokers; what it can bear where it has fewer. */
function replication(brokers: number): Record<string, string> {
  const factor = String(Math.max(1, Math.min(3, brokers)));
  const insync = String(brokers >= 3 ? 2 : 1);
  return {
    'default.replication.factor': factor,
    'min.insync.replicas': insync,
    'offsets.topic.replication.factor': factor,
    'transaction.state.log.replication.factor': factor,
    'transaction.state.log.min.isr': insync,
    'share.coordinator.state.topic.replication.factor': factor,
    'share.coordinator.state.topic.min.isr': insync,
  };
}
