// Starts what is measured: the link's process or MirrorMaker's, both beside the target, both with direct names.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LabProcess } from '../../src/lab/core.ts';
import type { LinkProcessSpec } from '../../src/link/index.ts';
import { MIRRORMAKER2_JVM, defaultLinkOptions } from '../../src/mechanisms/core.ts';
import type { Flow } from '../../src/replication/core.ts';
import type { WritableCodec } from '../../src/wire/core.ts';
import { type FrozenMirrorMaker, propertiesOf } from './mirrormaker-frozen.ts';
import { type BenchSites, SOURCE, TARGET } from './sites.ts';

export const MECHANISMS = ['MirrorMaker 2', 'link'] as const;
export type MechanismName = (typeof MECHANISMS)[number];

export interface LaunchOptions {
  readonly topic: string;
  readonly groups: readonly string[];
  readonly mirrorMaker: FrozenMirrorMaker;
  readonly codec: WritableCodec;
}

const DIST = join(import.meta.dirname, '..', '..', 'dist');
let launched = 0;

export async function launch(sites: BenchSites, which: MechanismName, options: LaunchOptions): Promise<LabProcess> {
  launched += 1;
  const { topic, groups } = options;
  const flow: Flow = { name: `bench-${launched}`, source: SOURCE, target: TARGET, topics: [topic], groups };
  return which === 'link' ? await launchLink(sites, flow) : await launchMirrorMaker(sites, flow, options);
}

async function launchLink({ lab, connection, namesFile }: BenchSites, flow: Flow): Promise<LabProcess> {
  const specFile = join(lab.runDir, `${flow.name}.json`);
  const spec: LinkProcessSpec = {
    link: defaultLinkOptions(flow, launched),
    ...connection,
    listen: { host: '127.0.0.1', port: 0 },
    stateFile: join(lab.runDir, `${flow.name}.state.json`),
    control: true,
  };
  await writeFile(specFile, JSON.stringify(spec), { mode: 0o600 });
  const entry = join(lab.runDir, 'direct-link.mjs');
  await writeFile(entry, await directEntry(namesFile));
  const options = profiled(lab.runDir);
  return await lab.spawnCommand(TARGET, {
    name: flow.name,
    command: process.execPath,
    args: [...options, entry, specFile],
  });
}

/** The built process, as users run it (a source tree pays for taking the types away), with names that lead straight to the brokers. */
async function directEntry(namesFile: string): Promise<string> {
  const built = (module: string): string => JSON.stringify(pathToFileURL(join(DIST, module)).href);
  return [
    `import { overlayNames } from ${built('kafka/index.js')};`,
    `const names = ${await readFile(namesFile, 'utf8')};`,
    'overlayNames((name) => names[name]);',
    `await import(${built('link/process/link-process.js')});`,
    '',
  ].join('\n');
}

/** With BENCH_PROFILE=1 each link process leaves a CPU profile in the folder of its lab. */
function profiled(folder: string): readonly string[] {
  return process.env['BENCH_PROFILE'] === '1'
    ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE_FOLDER'] ?? folder}`]
    : [];
}

async function launchMirrorMaker(
  { lab, hostsFile }: BenchSites,
  flow: Flow,
  { mirrorMaker, codec }: LaunchOptions,
): Promise<LabProcess> {
  const site = (name: string) => {
    const { bootstrap, brokerIds } = lab.sites[name]!;
    return { bootstrap, properties: {}, brokers: brokerIds.length };
  };
  const sites = { source: site(SOURCE), target: site(TARGET) };
  const file = join(lab.runDir, `${flow.name}.properties`);
  await writeFile(file, propertiesOf(mirrorMaker, flow, sites, { compression: codec }));
  const { jvmOptions, ...jvm } = mirrorMaker.jvm;
  return await lab.spawnJava(TARGET, {
    name: flow.name,
    mainClass: MIRRORMAKER2_JVM.mainClass,
    args: [file],
    ...jvm,
    jvmOptions: [...jvmOptions, `-Djdk.net.hosts.file=${hostsFile}`],
  });
}
