// Settings of a workload process -> options of the public Node client. The Java names are the common language; this is their translation.
import { readFileSync } from 'node:fs';
import type { ConsumerOptions, ProducerOptions } from '@platformatic/kafka';
import { connectionSettings } from './connection-settings.ts';

type Properties = Readonly<Record<string, string>>;
type NodeProducerOptions = ProducerOptions<Buffer, Buffer, Buffer, Buffer>;
type NodeConsumerOptions = ConsumerOptions<Buffer, Buffer, Buffer, Buffer>;

/** The application's own watch over its client: not a Kafka setting. */
export const SILENCE_PROPERTY = 'application.silence.ms';
/** How long one attempt to bring a new client up may take, milliseconds: the application's, not Kafka's. */
export const BRING_UP_PROPERTY = 'application.bring.up.ms';

export function numberOf(properties: Properties, name: string, otherwise: number): number {
  const text = properties[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number, got ${text}`);
  return value;
}

export function connectionOptions(
  clientId: string,
  bootstrap: readonly string[],
  properties: Properties,
): NodeProducerOptions {
  const settings = connectionSettings(properties);
  const ca =
    settings.trustPem ?? (settings.trustFile === undefined ? undefined : readFileSync(settings.trustFile, 'utf8'));
  const options: NodeProducerOptions = {
    clientId,
    bootstrapBrokers: [...bootstrap],
    ...defined('requestTimeout', properties['request.timeout.ms']),
    ...defined('connectTimeout', properties['socket.connection.setup.timeout.ms']),
    ...defined('metadataMaxAge', properties['metadata.max.age.ms']),
  };
  if (settings.tls) {
    options.tls = {
      ...(ca === undefined ? {} : { ca }),
      ...(settings.verifyHostName ? {} : { checkServerIdentity: () => undefined }),
    };
    options.tlsServerName = true;
  }
  if (settings.sasl !== undefined) options.sasl = settings.sasl as NonNullable<NodeProducerOptions['sasl']>;
  return options;
}

function defined(name: string, text: string | undefined): Record<string, number> {
  return text === undefined ? {} : { [name]: Number(text) };
}

/** acks=all, idempotent. The client retries a send without end (its own rule for idempotent producers); the application bounds it. */
export function producerOptions(
  clientId: string,
  bootstrap: readonly string[],
  properties: Properties,
): NodeProducerOptions {
  return { ...connectionOptions(clientId, bootstrap, properties), idempotent: true, acks: -1 };
}

/**
 * `retries: 0`: the first failed fetch, heartbeat, commit or join reaches the application, which closes the client and makes a new one.
 * With the client's own retries an in-memory position of a lost cluster can be carried to another one (facts: live-clients, trap 8).
 */
export function consumerOptions(
  group: string,
  clientId: string,
  bootstrap: readonly string[],
  properties: Properties,
): NodeConsumerOptions {
  const sessionTimeout = numberOf(properties, 'session.timeout.ms', 60_000);
  return {
    ...(connectionOptions(clientId, bootstrap, properties) as NodeConsumerOptions),
    groupId: group,
    groupProtocol: 'classic',
    retries: 0,
    autocommit: false,
    sessionTimeout,
    rebalanceTimeout: Math.max(sessionTimeout, numberOf(properties, 'max.poll.interval.ms', 102_000)),
    heartbeatInterval: numberOf(properties, 'heartbeat.interval.ms', 3000),
    ...defined('maxWaitTime', properties['fetch.max.wait.ms']),
    ...defined('minBytes', properties['fetch.min.bytes']),
    maxBytes: numberOf(properties, 'fetch.max.bytes', 4 * 1024 * 1024),
  };
}
