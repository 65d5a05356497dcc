// Java client properties read as what they say about the connection: protocol, credentials, trust. Pure.
import { workloadError } from './errors.ts';

export interface ConnectionSettings {
  readonly tls: boolean;
  /** PEM text of the trusted certificates, when given inline. */
  readonly trustPem?: string;
  /** PEM file with the trusted certificates, when given as a file. */
  readonly trustFile?: string;
  /** False when ssl.endpoint.identification.algorithm is set to nothing. */
  readonly verifyHostName: boolean;
  readonly sasl?: { readonly mechanism: string; readonly username: string; readonly password: string };
}

/** Reads security.protocol, sasl.mechanism, sasl.jaas.config (PLAIN and SCRAM), ssl.truststore.* (PEM only). */
export function connectionSettings(properties: Readonly<Record<string, string>>): ConnectionSettings {
  const protocol = properties['security.protocol'] ?? 'PLAINTEXT';
  const trustPem = properties['ssl.truststore.certificates'];
  const trustFile = properties['ssl.truststore.location'];
  if (trustFile !== undefined && (properties['ssl.truststore.type'] ?? 'JKS').toUpperCase() !== 'PEM') {
    throw workloadError('TIDE_WORKLOAD_STORE_NOT_PEM', {
      file: trustFile,
      type: properties['ssl.truststore.type'] ?? 'JKS',
    });
  }
  return {
    tls: protocol.endsWith('SSL'),
    verifyHostName: properties['ssl.endpoint.identification.algorithm'] !== '',
    ...(trustPem === undefined ? {} : { trustPem }),
    ...(trustFile === undefined ? {} : { trustFile }),
    ...(protocol.startsWith('SASL') ? { sasl: credentials(properties) } : {}),
  };
}

function credentials(properties: Readonly<Record<string, string>>): NonNullable<ConnectionSettings['sasl']> {
  const jaas = properties['sasl.jaas.config'] ?? '';
  return {
    mechanism: properties['sasl.mechanism'] ?? 'PLAIN',
    username: jaasOption(jaas, 'username'),
    password: jaasOption(jaas, 'password'),
  };
}

/** `... username="x" password="a\"b";` as JAAS writes it. */
function jaasOption(jaas: string, name: string): string {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'([^']*)'|([^\\s;]+))`).exec(jaas);
  const value = match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2] ?? match?.[3];
  if (value === undefined) throw workloadError('TIDE_WORKLOAD_NO_CREDENTIALS', { option: name });
  return value;
}
