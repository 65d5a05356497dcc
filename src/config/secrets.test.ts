// Tests of secrets: references resolve, a missing one is named, nothing secret is printed.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadClientProperties } from './load.ts';
import { REDACTED, redactProperties } from './redact.ts';
import { resolveSecrets } from './secrets.ts';

test('references to environment and files resolve inside a value', () => {
  const resolved = resolveSecrets(
    { 'sasl.jaas.config': 'username="u" password="${env:P}";', 'ssl.key.password': '${file:/s}' },
    { env: (name) => (name === 'P' ? 'one' : undefined), file: (path) => (path === '/s' ? 'two\n' : undefined) },
  );

  assert.deepEqual(resolved, { 'sasl.jaas.config': 'username="u" password="one";', 'ssl.key.password': 'two' });
});

test('a missing reference is named with its key', () => {
  assert.throws(() => resolveSecrets({ a: '${env:NOPE}' }, { env: () => undefined, file: () => undefined }), {
    code: 'TIDE_CONFIG_SECRET_MISSING',
    message: 'a refers to ${env:NOPE}, which does not exist.',
    why: 'The environment variable NOPE is not set.',
  });
});

test('printed properties keep references and lose secrets', () => {
  assert.deepEqual(
    redactProperties({
      'client.id': 'x',
      'ssl.key.password': 'p',
      'sasl.jaas.config': 'Plain required username="u" password="p";',
      'ssl.truststore.password': '${env:P}',
      'schema.registry.url': 'https://u:p@registry',
      'ssl.keystore.key': '-----BEGIN PRIVATE KEY-----',
    }),
    {
      'client.id': 'x',
      'ssl.key.password': REDACTED,
      'sasl.jaas.config': REDACTED,
      'ssl.truststore.password': '${env:P}',
      'schema.registry.url': REDACTED,
      'ssl.keystore.key': REDACTED,
    },
  );
});

test('the command config lies under the properties, and a JKS store is refused with the keytool command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tideover-config-'));
  writeFileSync(join(folder, 'client.properties'), 'client.id=file\nssl.keystore.password=${env:SECRET}\n');
  const base = join(folder, 'tideover.yaml');

  const loaded = loadClientProperties(
    { commandConfig: 'client.properties', properties: { 'client.id': 'own' } },
    base,
    { SECRET: 's' },
  );
  assert.deepEqual(loaded, { 'client.id': 'own', 'ssl.keystore.password': 's' });

  assert.throws(
    () => loadClientProperties({ properties: { 'ssl.truststore.location': '/a/trust.jks' } }, base),
    (error: { code: string; next: string }) => {
      assert.equal(error.code, 'TIDE_CONFIG_JKS');
      assert.match(
        error.next,
        /keytool -importkeystore -srckeystore \/a\/trust\.jks -destkeystore \/a\/trust\.p12 -deststoretype PKCS12/,
      );
      return true;
    },
  );
});
