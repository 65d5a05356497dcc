// Security: from Java client properties (security.protocol, sasl.*, ssl.*) to what the client library and Node's TLS want.
import type { ConnectionOptions as TlsOptions, SecureVersion } from 'node:tls';
import type { SASLOptions } from '@platformatic/kafka';
import { kafkaError } from '../errors.ts';
import { readSasl } from './sasl.ts';
import { readStores } from './stores.ts';

export interface Security {
  readonly tls?: TlsOptions;
  readonly sasl?: SASLOptions;
}

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;

/** Reads the security part of Java client properties; reads store files. Throws TIDE_KAFKA_PROPERTY, _JKS, _GSSAPI. */
export async function readSecurity(cluster: string, properties: Readonly<Record<string, string>>): Promise<Security> {
  const named = (properties['security.protocol'] ?? 'PLAINTEXT').trim().toUpperCase();
  const protocol = PROTOCOLS.find((one) => one === named);
  if (protocol === undefined) {
    throw kafkaError('TIDE_KAFKA_PROPERTY', {
      cluster,
      property: 'security.protocol',
      detail: `"${named}" is not one of ${PROTOCOLS.join(', ')}`,
      fix: 'Take the protocol of the listener that the bootstrap addresses belong to',
    });
  }
  const tls = protocol.endsWith('SSL') ? { tls: await tlsOptions(cluster, properties) } : {};
  const sasl = protocol.startsWith('SASL') ? { sasl: readSasl(cluster, properties) } : {};
  return { ...tls, ...sasl };
}

async function tlsOptions(cluster: string, properties: Readonly<Record<string, string>>): Promise<TlsOptions> {
  const stores = await readStores(cluster, properties);
  const versions = enabledVersions(properties['ssl.enabled.protocols']);
  // Java: an empty algorithm switches the check of the host name off; the chain is still verified.
  const unchecked = properties['ssl.endpoint.identification.algorithm']?.trim() === '';
  return {
    ...stores,
    ...versions,
    ...(unchecked ? { checkServerIdentity: (): undefined => undefined } : {}),
  };
}

const VERSIONS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Java's list of protocols as a range; its default is TLSv1.2 and TLSv1.3. */
function enabledVersions(list: string | undefined): { minVersion: SecureVersion; maxVersion: SecureVersion } {
  const named = (list ?? 'TLSv1.2,TLSv1.3').split(',').map((one) => one.trim());
  const enabled = VERSIONS.filter((one) => named.includes(one));
  return { minVersion: enabled[0] ?? 'TLSv1.2', maxVersion: enabled.at(-1) ?? 'TLSv1.3' };
}
