// TLS, SCRAM and the authorizer on a real broker: the stock console tools work with rights and are refused without.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { propertiesText } from '../../src/lab/brokers/properties-text.ts';
import type { ClientProperties, Lab } from '../../src/lab/core.ts';
import { labOptions, oneSite, startLab } from './lab-topologies.ts';

describe('a lab with SCRAM over TLS and an authorizer', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab(labOptions(oneSite('sasl-scram-tls')));
    run('TopicCommand', ['--create', '--topic', 'orders'], lab.sites['paris']!.adminProperties, true);
  });
  after(() => lab?.stop());

  it('lets an authenticated client with rights produce and consume', () => {
    const client = lab.sites['paris']!.clientProperties;
    const sent = run('ConsoleProducer', ['--topic', 'orders'], client, false, 'first\nsecond\n');
    assert.equal(sent.status, 0, sent.stderr);

    const read = run(
      'consumer.ConsoleConsumer',
      ['--topic', 'orders', '--from-beginning', '--max-messages', '2', '--timeout-ms', '20000'],
      client,
    );
    assert.equal(read.stdout, 'first\nsecond\n', read.stderr);
  });

  it('refuses an authenticated user without rights, and lets him once a right is granted', () => {
    const stranger = lab.sites['paris']!.strangerProperties;
    const refused = run('ConsoleProducer', ['--topic', 'orders'], stranger, false, 'third\n');
    assert.match(refused.stdout + refused.stderr, /TopicAuthorizationException|Not authorized/);

    const admin = lab.sites['paris']!.adminProperties;
    const granted = run(
      'AclCommand',
      ['--add', '--allow-principal', 'User:stranger', '--producer', '--topic', 'orders'],
      admin,
      true,
    );
    assert.equal(granted.status, 0, granted.stderr);
    const sent = run('ConsoleProducer', ['--topic', 'orders'], stranger, false, 'third\n');
    assert.doesNotMatch(sent.stdout + sent.stderr, /Exception|Not authorized/);
  });

  it('refuses a wrong password', () => {
    const client = lab.sites['paris']!.clientProperties;
    const wrong = {
      ...client,
      'sasl.jaas.config': client['sasl.jaas.config']!.replace(/password="[^"]*"/, 'password="x"'),
    };
    const refused = run('TopicCommand', ['--list'], wrong, false);
    assert.notEqual(refused.status, 0);
    assert.match(refused.stdout + refused.stderr, /SaslAuthenticationException|Authentication failed/);
  });

  function run(
    tool: string,
    args: readonly string[],
    properties: ClientProperties,
    admin = false,
    input = '',
  ): { status: number | null; stdout: string; stderr: string } {
    const config = join(lab.runDir, 'config', 'test.properties');
    writeFileSync(config, propertiesText(properties));
    const paris = lab.sites['paris']!;
    const bootstrap = (admin ? paris.adminBootstrap : paris.bootstrap).join(',');
    const java = lab.javaCommand('paris', {
      mainClass: `org.apache.kafka.tools.${tool}`,
      args: [...args, '--bootstrap-server', bootstrap, '--command-config', config],
      heapMb: 128,
      archive: 'broker',
    });
    return spawnSync(java.command, java.args, {
      env: { ...process.env, ...java.env },
      input,
      encoding: 'utf8',
      timeout: 60_000,
    });
  }
});
