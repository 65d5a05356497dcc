// Starts the processes of a planned workload in a lab; each is told its settings in one file, and nothing afterwards.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { siblingFile, siblingModule } from '../../base/index.ts';
import type { JavaCommand, Lab, LabProcess } from '../../lab/core.ts';
import { type ClientProfile, type ClientRole, jvmOptions } from './client-settings.ts';
import { workloadError } from './errors.ts';
import { detectLibrdkafka } from './librdkafka.ts';
import type { ConsumerProcessSpec, FinalReadSpec, ProducerProcessSpec } from './spec.ts';

const TOOL = {
  producer: 'org.apache.kafka.tools.VerifiableProducer',
  consumer: 'org.apache.kafka.tools.VerifiableConsumer',
} as const;
const TOOL_HEAP_MB = { producer: 96, consumer: 128 } as const;

async function writeSpec(lab: Lab, name: string, historyFile: string, spec: object): Promise<string> {
  const folder = join(lab.runDir, 'workload');
  await mkdir(folder, { recursive: true });
  await mkdir(dirname(historyFile), { recursive: true });
  const file = join(folder, `${name}.json`);
  // It may hold credentials of the lab's listeners.
  await writeFile(file, JSON.stringify(spec, null, 1), { mode: 0o600 });
  return file;
}

function javaCommandOf(lab: Lab, site: string, role: ClientRole, profile: ClientProfile): JavaCommand {
  return lab.javaCommand(site, {
    mainClass: TOOL[role],
    args: [],
    heapMb: TOOL_HEAP_MB[role],
    jvmOptions: jvmOptions(role, profile),
    archive: 'client-tools',
  });
}

async function startClient(
  lab: Lab,
  role: ClientRole,
  spec: ProducerProcessSpec | ConsumerProcessSpec,
  profile: ClientProfile,
): Promise<LabProcess> {
  const { kind, site, process: name } = spec;
  if (kind === 'librdkafka') {
    const found = await detectLibrdkafka();
    if (!('python' in found))
      throw workloadError('TIDE_WORKLOAD_NO_LIBRDKAFKA', { reason: found.missing, command: found.next });
    const file = await writeSpec(lab, name, spec.historyFile, spec);
    return lab.spawnCommand(site, {
      name,
      command: found.python,
      args: [siblingFile(import.meta.url, './librdkafka_client.py'), file],
    });
  }
  if (kind === 'java') {
    const file = await writeSpec(lab, name, spec.historyFile, {
      ...spec,
      java: javaCommandOf(lab, site, role, profile),
    });
    return lab.spawnNode(site, {
      name,
      module: siblingModule(import.meta.url, `./java-${role}-process`),
      args: [file],
    });
  }
  const file = await writeSpec(lab, name, spec.historyFile, spec);
  return lab.spawnNode(site, { name, module: siblingModule(import.meta.url, `./${role}-process`), args: [file] });
}

/** Starts one producing process at its site. It runs until it is stopped (SIGTERM writes the outcome of everything under way). */
export function startProducer(lab: Lab, spec: ProducerProcessSpec, profile: ClientProfile): Promise<LabProcess> {
  return startClient(lab, 'producer', spec, profile);
}

/** Starts one group member at its site. */
export function startConsumer(lab: Lab, spec: ConsumerProcessSpec, profile: ClientProfile): Promise<LabProcess> {
  return startClient(lab, 'consumer', spec, profile);
}

export interface FinalReadResult {
  /** False: some partition was not read to its log end, or some group not asked; the file's notes say which. */
  readonly complete: boolean;
  readonly historyFile: string;
  readonly stderrFile: string;
}

/** Reads a site at that site, in a process of its own. Returns when it has ended; within spec.withinMs and a little. */
export async function runFinalRead(lab: Lab, spec: FinalReadSpec): Promise<FinalReadResult> {
  const name = `final-read-${spec.site}${spec.when === undefined ? '' : `-${spec.when}`}`;
  const file = await writeSpec(lab, name, spec.historyFile, spec);
  const process_ = await lab.spawnNode(spec.site, {
    name,
    module: siblingModule(import.meta.url, './final-read-process'),
    args: [file],
  });
  const timer = setTimeout(() => void process_.stop(2000), spec.withinMs + 10_000);
  const status = await process_.exited;
  clearTimeout(timer);
  return { complete: status.code === 0, historyFile: spec.historyFile, stderrFile: process_.stderrFile };
}
