// Finding Kafka and Java: each missing piece is one error that names the fix.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { fillOnce } from './cache-folder.ts';
import { missingParts, neededJars, versionOf } from './class-path.ts';
import { featureVersion, findJava } from './java.ts';
import { pomOf } from './pom.ts';
import { resolveDistribution } from './resolve.ts';
import { DEFAULT_KAFKA_VERSION, KAFKA_VERSIONS } from './versions.ts';

const version = DEFAULT_KAFKA_VERSION;
const tell = (): void => undefined;

/** An environment with programs that print a text and end with a code, and an empty cache. */
function machine(
  programs: Readonly<Record<string, { readonly says: string; readonly code: number }>>,
): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'tideover-machine-'));
  for (const [name, { says, code }] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\ncat <<'END'\n${says}\nEND\nexit ${code}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: [folder, '/bin', '/usr/bin'].slice(0, 1).join(delimiter), TIDEOVER_CACHE: join(folder, 'cache') };
}
/** Built-ins only: the fake machine's path holds nothing else. */
const says = (text: string, code = 0): { says: string; code: number } => ({ says: text, code });

function withShell(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = environment['PATH']!;
  writeFileSync(join(folder, 'cat'), '#!/bin/sh\nwhile IFS= read -r line; do printf "%s\\n" "$line"; done\n');
  chmodSync(join(folder, 'cat'), 0o755);
  return environment;
}

const JAVA_17 = says('openjdk version "17.0.15" 2025-04-15');

describe('finding Java and Kafka', () => {
  it('reads the feature version of old and new numbering', () => {
    assert.equal(featureVersion('openjdk version "17.0.15" 2025-04-15'), 17);
    assert.equal(featureVersion('java version "1.8.0_392"'), 8);
    assert.equal(featureVersion('openjdk version "25" 2025-09-16'), 25);
    assert.equal(featureVersion('no such thing'), undefined);
  });

  it('says that Java is missing, or too old, or not where JAVA_HOME points', async () => {
    await assert.rejects(findJava(machine({})), { code: 'TIDE_LAB_NO_JAVA' });
    await assert.rejects(findJava({ ...machine({}), JAVA_HOME: '/nowhere' }), {
      code: 'TIDE_LAB_NO_JAVA',
      message: /JAVA_HOME/,
    });
    const old = withShell(machine({ java: says('java version "1.8.0_392"') }));
    await assert.rejects(findJava(old), { code: 'TIDE_LAB_OLD_JAVA', message: /Java 8/ });
  });

  it('says that Maven is missing', async () => {
    const environment = withShell(machine({ java: JAVA_17 }));
    await assert.rejects(resolveDistribution({ version, tell, environment }), { code: 'TIDE_LAB_NO_MAVEN' });
  });

  it('quotes Maven when it fails, and leaves no half-filled folder', async () => {
    const environment = withShell(
      machine({ java: JAVA_17, mvn: says('[INFO] Scanning\n[ERROR] Unknown host repo.example', 1) }),
    );
    await assert.rejects(resolveDistribution({ version, tell, environment }), {
      code: 'TIDE_LAB_DOWNLOAD_FAILED',
      message: /Unknown host repo\.example/,
    });
    assert.deepEqual(readdirSync(join(environment['TIDEOVER_CACHE']!, 'kafka')), []);
  });

  it('refuses unknown versions and folders that are no Kafka of that version', async () => {
    const environment = withShell(machine({ java: JAVA_17 }));
    await assert.rejects(resolveDistribution({ version: '2.8.0', tell, environment }), {
      code: 'TIDE_LAB_VERSION_UNSUPPORTED',
      why: new RegExp(version.replaceAll('.', '\\.')),
    });
    const home = mkdtempSync(join(tmpdir(), 'tideover-home-'));
    const resolved = (): Promise<unknown> =>
      resolveDistribution({ version, tell, environment: { ...environment, KAFKA_HOME: home } });
    await assert.rejects(resolved(), { code: 'TIDE_LAB_KAFKA_HOME_INVALID', message: /no folder libs/ });
    mkdirSync(join(home, 'libs'));
    await assert.rejects(resolved(), { code: 'TIDE_LAB_KAFKA_HOME_INVALID', message: /kafka-clients/ });
    for (const name of ['kafka-clients', 'kafka_2.13', 'kafka-server', 'kafka-tools', 'connect-mirror']) {
      writeFileSync(join(home, 'libs', `${name}-3.0.0.jar`), '');
    }
    await assert.rejects(resolved(), { code: 'TIDE_LAB_KAFKA_HOME_INVALID', message: /Kafka 3\.0\.0/ });
  });
});

describe('the class path', () => {
  it('holds what brokers and tools need, in one order', () => {
    const names = [
      'scala-library-2.jar',
      'jersey-server-3.jar',
      'kafka-clients-4.3.1.jar',
      'pom.xml',
      'kafka-clients-4.3.1-sources.jar',
    ];
    assert.deepEqual(neededJars(names), ['kafka-clients-4.3.1.jar', 'scala-library-2.jar']);
    assert.equal(versionOf(names), '4.3.1');
    assert.ok(missingParts(names).includes('kafka-server'));
  });

  it('has a pom that pins the version of every artifact', () => {
    for (const kafka of KAFKA_VERSIONS) {
      assert.match(pomOf(kafka), new RegExp(`kafka_${kafka.scala}</artifactId><version>${kafka.version}<`));
    }
  });
});

describe('the cache', () => {
  it('gets a folder whole or not at all, also from two at once', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'tideover-cache-')), 'filled');
    await assert.rejects(fillOnce(folder, async () => Promise.reject(new Error('broken'))));
    assert.equal(existsSync(folder), false);

    let fills = 0;
    const fill = async (temporary: string): Promise<void> => {
      fills += 1;
      assert.equal(existsSync(folder), false);
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(join(temporary, 'file'), 'x');
    };
    await Promise.all([fillOnce(folder, fill), fillOnce(folder, fill)]);
    assert.equal(fills, 2);
    assert.deepEqual(readdirSync(folder), ['file']);
  });
});
