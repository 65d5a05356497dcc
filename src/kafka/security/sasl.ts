// SASL: mechanism and credentials from sasl.mechanism and sasl.jaas.config.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SASLOptions } from '@platformatic/kafka';
import { kafkaError } from '../errors.ts';
import { type LoginModule, parseJaas } from './jaas.ts';

type Properties = Readonly<Record<string, string>>;

const MODULE_OF: Readonly<Record<string, string>> = {
  PLAIN: 'PlainLoginModule',
  'SCRAM-SHA-256': 'ScramLoginModule',
  'SCRAM-SHA-512': 'ScramLoginModule',
  OAUTHBEARER: 'OAuthBearerLoginModule',
};

/** Throws TIDE_KAFKA_GSSAPI or TIDE_KAFKA_PROPERTY; no sentence ever holds a password. */
export function readSasl(cluster: string, properties: Properties): SASLOptions {
  const mechanism = properties['sasl.mechanism'];
  if (mechanism === undefined || mechanism === 'GSSAPI') {
    const detail =
      mechanism === undefined ? 'sasl.mechanism is not set, and Java then means GSSAPI' : 'sasl.mechanism is GSSAPI';
    throw kafkaError('TIDE_KAFKA_GSSAPI', { cluster, detail });
  }
  const moduleName = MODULE_OF[mechanism];
  if (moduleName === undefined) {
    throw refused(cluster, 'sasl.mechanism', `"${mechanism}" is not one of ${Object.keys(MODULE_OF).join(', ')}`);
  }
  const login = readLogin(cluster, properties, moduleName);
  if (mechanism === 'OAUTHBEARER') return { mechanism, token: tokenProvider(cluster, properties, login) };
  const { username, password } = login.options;
  if (username === undefined || password === undefined) {
    throw refused(cluster, 'sasl.jaas.config', 'username or password is missing in it');
  }
  return { mechanism: mechanism as 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512', username, password };
}

function readLogin(cluster: string, properties: Properties, moduleName: string): LoginModule {
  const text = properties['sasl.jaas.config'];
  const example = `${packageOf(moduleName)}.${moduleName} required username="..." password="...";`;
  if (text === undefined) throw refused(cluster, 'sasl.jaas.config', 'it is not set', `Set it to: ${example}`);
  const login = parseJaas(text);
  if (login === undefined) {
    throw refused(cluster, 'sasl.jaas.config', 'it is not a login module entry that ends with ;', `Write: ${example}`);
  }
  if (!login.module.endsWith(`.${moduleName}`)) {
    const detail = `its module is ${login.module}, but the mechanism needs ${moduleName}`;
    throw refused(cluster, 'sasl.jaas.config', detail, `Write: ${example}`);
  }
  return login;
}

function packageOf(moduleName: string): string {
  const word = moduleName.replace('LoginModule', '').toLowerCase();
  return `org.apache.kafka.common.security.${word}`;
}

/** Tokens from a file (read anew for each connection, so that it may be rotated), or an unsecured one for trials, as Java's default. */
function tokenProvider(cluster: string, properties: Properties, login: LoginModule): () => Promise<string> {
  const endpoint = properties['sasl.oauthbearer.token.endpoint.url'];
  if (endpoint?.startsWith('file:') === true) {
    return async () => (await readFile(fileURLToPath(endpoint), 'utf8')).trim();
  }
  const subject = login.options['unsecuredLoginStringClaim_sub'];
  if (subject === undefined || endpoint !== undefined) {
    throw refused(
      cluster,
      'sasl.oauthbearer.token.endpoint.url',
      'only a token file is supported',
      'Let your identity provider write the token to a file and set the property to file:///path/of/the/token',
    );
  }
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return () => {
    const now = Date.now() / 1000;
    return Promise.resolve(`${part({ alg: 'none' })}.${part({ sub: subject, iat: now, exp: now + 3600 })}.`);
  };
}

function refused(cluster: string, property: string, detail: string, fix = 'Correct the property'): Error {
  return kafkaError('TIDE_KAFKA_PROPERTY', { cluster, property, detail, fix });
}
