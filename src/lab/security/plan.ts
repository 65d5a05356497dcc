// Security of a lab: what brokers, tools and clients need for one of the protocols. Secrets are made anew for each lab.
import { randomBytes } from 'node:crypto';
import type { SecuritySpec } from '../../scenario/core.ts';
import type { ClientProperties } from '../core.ts';
import { newAuthority } from './certificates.ts';

/** Authenticated principals of a lab. All are super users but the stranger, who has no right until one is granted. */
export type LabUser = 'broker' | 'admin' | 'client' | 'stranger';
const USERS: readonly LabUser[] = ['broker', 'admin', 'client', 'stranger'];

export interface SecurityPlan {
  readonly spec: SecuritySpec;
  /** Added to every node's properties; the same for all. */
  readonly nodeProperties: Readonly<Record<string, string>>;
  /** Arguments of `kafka-storage format`: SCRAM users go into the metadata before the first start. */
  readonly formatArguments: readonly string[];
  /** For the client and admin listeners. */
  propertiesOf(user: LabUser): ClientProperties;
  /** For the controller listener (SCRAM does not exist there: PLAIN is used). */
  readonly controllerProperties: ClientProperties;
}

const LISTENERS = ['CLIENT', 'ADMIN', 'INTERNAL', 'CONTROLLER'] as const;

/** `hosts` are all names of the lab, for the brokers' certificate. `now` in milliseconds since the epoch. */
export function planSecurity(spec: SecuritySpec, hosts: readonly string[], now: number): SecurityPlan {
  const tls = spec === 'tls' || spec === 'sasl-scram-tls';
  const sasl = spec !== 'plaintext' && spec !== 'tls';
  const scram = spec === 'sasl-scram' || spec === 'sasl-scram-tls';
  const protocol = sasl ? (tls ? 'SASL_SSL' : 'SASL_PLAINTEXT') : tls ? 'SSL' : 'PLAINTEXT';
  const passwords = new Map(USERS.map((user) => [user, randomBytes(18).toString('base64url')]));
  const certify = tls ? certifier(hosts, now) : undefined;

  const properties = (user: LabUser, mechanism: string): ClientProperties => ({
    'security.protocol': protocol,
    ...(sasl ? { 'sasl.mechanism': mechanism, 'sasl.jaas.config': jaas(mechanism, user, passwords.get(user)!) } : {}),
    ...(certify === undefined ? {} : certify(user, sasl)),
  });

  return {
    spec,
    nodeProperties: {
      'listener.security.protocol.map': LISTENERS.map((name) => `${name}:${protocol}`).join(','),
      ...(spec === 'plaintext' ? {} : authorizer()),
      ...(sasl ? saslOfNodes(scram, passwords) : {}),
      ...(certify === undefined ? {} : tlsOfNodes(certify('broker', false), sasl)),
    },
    formatArguments: scram
      ? (['admin', 'client', 'stranger'] as const).flatMap((user) =>
          ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
            '--add-scram',
            `${mechanism}=[name=${user},password=${passwords.get(user)}]`,
          ]),
        )
      : [],
    propertiesOf: (user) => properties(user, scram ? 'SCRAM-SHA-512' : 'PLAIN'),
    controllerProperties: properties('admin', 'PLAIN'),
  };
}

function jaas(mechanism: string, user: string, password: string): string {
  const module =
    mechanism === 'PLAIN'
      ? 'org.apache.kafka.common.security.plain.PlainLoginModule'
      : 'org.apache.kafka.common.security.scram.ScramLoginModule';
  return `${module} required username="${user}" password="${password}";`;
}

function authorizer(): Record<string, string> {
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:broker;User:admin;User:client',
    'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+).*$/$1/,DEFAULT',
  };
}

function saslOfNodes(scram: boolean, passwords: ReadonlyMap<string, string>): Record<string, string> {
  const users = [...passwords].map(([user, password]) => `user_${user}="${password}"`).join(' ');
  const plain = `${jaas('PLAIN', 'broker', passwords.get('broker')!).slice(0, -1)} ${users};`;
  const outside = scram ? 'SCRAM-SHA-256,SCRAM-SHA-512' : 'PLAIN';
  const all: Record<string, string> = {
    'sasl.enabled.mechanisms': scram ? 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512' : 'PLAIN',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
  };
  for (const listener of LISTENERS) {
    const name = `listener.name.${listener.toLowerCase()}`;
    const inside = listener === 'INTERNAL' || listener === 'CONTROLLER';
    all[`${name}.sasl.enabled.mechanisms`] = inside ? 'PLAIN' : outside;
    if (inside || !scram) all[`${name}.plain.sasl.jaas.config`] = plain;
    else {
      for (const mechanism of ['scram-sha-256', 'scram-sha-512']) {
        all[`${name}.${mechanism}.sasl.jaas.config`] =
          'org.apache.kafka.common.security.scram.ScramLoginModule required;';
      }
    }
  }
  return all;
}

function certifier(hosts: readonly string[], now: number): (user: LabUser, trustOnly: boolean) => ClientProperties {
  const authority = newAuthority(now);
  const trust = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': authority.certificate };
  return (user, trustOnly) => {
    if (trustOnly) return trust;
    const certified = authority.issue(user, user === 'broker' ? hosts : []);
    return {
      ...trust,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.certificate.chain': certified.certificate,
      'ssl.keystore.key': certified.key,
    };
  };
}

function tlsOfNodes(stores: ClientProperties, sasl: boolean): Record<string, string> {
  return { ...stores, 'ssl.client.auth': sasl ? 'none' : 'required' };
}
