// A tiny starter of real Kafka for the tests of the kafka room: combined KRaft nodes on loopback that die with the test process.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface PrivateBrokers {
  readonly bootstrap: readonly string[];
  readonly folder: string;
  /** Signals one broker (ids from 1). */
  signal(id: number, signal: NodeJS.Signals): void;
  start(id: number): Promise<void>;
  stop(): Promise<void>;
}

export interface BrokerOptions {
  readonly brokers: number;
  readonly properties?: Readonly<Record<string, string>>;
  /** `host:port` gets more listeners by these names; each one is `NAME -> security protocol`. */
  readonly extraListeners?: Readonly<Record<string, string>>;
  readonly formatArguments?: readonly string[];
}

/** Folder with the jars of Apache Kafka; tests that need a broker are skipped without it. */
export const KAFKA_LIBS = process.env['TIDEOVER_TEST_KAFKA_LIBS'];

/** Starts the brokers and returns when each says it has started. */
export async function startPrivateBrokers(options: BrokerOptions): Promise<PrivateBrokers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tideover-kafka-'));
  const ids = Array.from({ length: options.brokers }, (_, i) => i + 1);
  const extra = Object.keys(options.extraListeners ?? {});
  const ports = await freePorts(options.brokers * (2 + extra.length));
  const portOf = (id: number, listener: number): number => ports[(id - 1) * (2 + extra.length) + listener]!;
  const voters = ids.map((id) => `${id}@127.0.0.1:${portOf(id, 1)}`).join(',');
  const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  const replication = Math.min(3, options.brokers);
  for (const id of ids) {
    const listeners = ['PLAINTEXT', 'CONTROLLER', ...extra].map((name, i) => `${name}://127.0.0.1:${portOf(id, i)}`);
    const protocols = { PLAINTEXT: 'PLAINTEXT', CONTROLLER: 'PLAINTEXT', ...options.extraListeners };
    const properties = {
      'process.roles': 'broker,controller',
      'node.id': id,
      'controller.quorum.voters': voters,
      listeners: listeners.join(','),
      'advertised.listeners': listeners.filter((one) => !one.startsWith('CONTROLLER')).join(','),
      'controller.listener.names': 'CONTROLLER',
      'inter.broker.listener.name': 'PLAINTEXT',
      'listener.security.protocol.map': Object.entries(protocols)
        .map(([name, protocol]) => `${name}:${protocol}`)
        .join(','),
      'log.dirs': path.join(folder, `data-${id}`),
      'broker.rack': `rack-${id}`,
      'offsets.topic.replication.factor': replication,
      'offsets.topic.num.partitions': 5,
      'transaction.state.log.num.partitions': 5,
      'transaction.state.log.replication.factor': replication,
      'transaction.state.log.min.isr': 1,
      'group.initial.rebalance.delay.ms': 0,
      ...options.properties,
    };
    const text = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(path.join(folder, `${id}.properties`), text.join(''));
  }
  await mkdir(path.join(folder, 'logs'));
  await writeFile(path.join(folder, 'log4j2.yaml'), LOG4J);
  const children = new Map<number, ChildProcess>();
  for (const id of ids) {
    const file = path.join(folder, `${id}.properties`);
    const more = options.formatArguments ?? [];
    await run(folder, [
      'kafka.tools.StorageTool',
      'format',
      '-t',
      clusterId,
      '-c',
      file,
      '--ignore-formatted',
      ...more,
    ]);
  }
  const start = async (id: number): Promise<void> => {
    children.set(id, spawnBroker(folder, id));
    await untilStarted(folder, id, children.get(id)!);
  };
  process.once('exit', () => children.forEach((child) => child.stdin?.destroy()));
  await Promise.all(ids.map(start));
  return {
    bootstrap: ids.map((id) => `127.0.0.1:${portOf(id, 0)}`),
    folder,
    signal: (id, signal) => {
      process.kill(-children.get(id)!.pid!, signal);
    },
    start,
    stop: async () => {
      for (const child of children.values()) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        if (child.exitCode !== null || child.signalCode !== null) continue;
        process.kill(-child.pid!, 'SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const LOG4J = `Configuration:
  Appenders:
    Console:
      name: out
      PatternLayout: { pattern: "%d %p %c %m%n" }
  Loggers:
    Root:
      level: INFO
      AppenderRef: [{ ref: out }]
`;

const JAVA_OPTIONS = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

function javaArguments(folder: string, rest: readonly string[]): readonly string[] {
  const logging = `-Dlog4j2.configurationFile=${path.join(folder, 'log4j2.yaml')}`;
  return [...JAVA_OPTIONS, '-cp', `${KAFKA_LIBS}/*`, logging, ...rest];
}

/** The shell waits for its standard input to end, which happens when this process ends in whatever way, and then kills Java. */
function spawnBroker(folder: string, id: number): ChildProcess {
  const script = 'log=$1; shift; exec 3<&0; java "$@" >"$log" 2>&1 </dev/null & pid=$!; read -r _ <&3; kill -9 $pid';
  const log = path.join(folder, 'logs', `${id}.log`);
  const java = javaArguments(folder, ['kafka.Kafka', path.join(folder, `${id}.properties`)]);
  return spawn('sh', ['-c', script, 'broker', log, ...java], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
}

async function untilStarted(folder: string, id: number, child: ChildProcess): Promise<void> {
  const log = path.join(folder, 'logs', `${id}.log`);
  const end = Date.now() + 90_000;
  while (Date.now() < end && child.exitCode === null) {
    const text = await readFile(log, 'utf8').catch(() => '');
    if (text.includes('Kafka Server started')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`broker ${id} did not start: ${(await readFile(log, 'utf8')).split('\n').slice(-20).join('\n')}`);
}

/** Runs a Java tool of the Kafka distribution to its end and returns its output. */
export async function run(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn('java', javaArguments(folder, args), { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const output = Buffer.concat(chunks).toString('utf8');
  if (code !== 0) throw new Error(`${args[0]} ended with ${String(code)}: ${output}`);
  return output;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => net.createServer());
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}
