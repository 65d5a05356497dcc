// Flow of a replicate verb: from tideover.yaml, from flags, or both (flags win), to what the link is told.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { didYouMean, isSecret } from '../../config/core.ts';
import type { Deployment } from '../../config/core.ts';
import { loadClientProperties, loadDeployment } from '../../config/index.ts';
import type { ConnectOptions } from '../../kafka/core.ts';
import type { Flow } from '../../replication/core.ts';
import { shown } from '../config-validate.ts';
import { replicateError } from './errors.ts';

/** A cluster as the Kafka tools take one; precedence as in KIP-1147: bootstrap, then properties, then the file. */
export interface ClusterFlags {
  readonly bootstrap?: string | undefined;
  /** A client.properties file. */
  readonly config?: string | undefined;
  /** `key=value` each. */
  readonly properties: readonly string[];
}

export interface FlowInput {
  readonly file?: string | undefined;
  readonly flow?: string | undefined;
  readonly source: ClusterFlags;
  readonly target: ClusterFlags;
  /** Empty: those of the file. */
  readonly topics: readonly string[];
  readonly groups: readonly string[];
  readonly generation?: number | undefined;
  readonly stateDir: string;
}

export interface ReplicateFlow {
  readonly flow: Flow;
  readonly generation: number;
  readonly source: ConnectOptions;
  readonly target: ConnectOptions;
  readonly stateFile: string;
  /** `properties` of the flow in the file. */
  readonly settings: Readonly<Record<string, string>>;
  /** RPO of each tier, in the order of the file. */
  readonly objectives: readonly { readonly topics: readonly string[]; readonly rpoMs: number }[];
  /** The words that select this flow again, for the next command. */
  readonly selection: string;
}

export const DEFAULT_FILE = 'tideover.yaml';
const DEFAULT_FLOW = 'source-to-target';
const BOUNDS = { requestTimeoutMs: 10_000, connectTimeoutMs: 5000, retries: 1 } as const;

type Declared = Deployment['spec']['replication'][number];

/** Throws TIDE_REPLICATE_..., TIDE_CONFIG_...; contacts nothing. */
export function flowOf(input: FlowInput, cwd: string): ReplicateFlow {
  const file = fileOf(input, cwd);
  const spec = file === undefined ? undefined : loadDeployment(shown(file, cwd)).spec;
  const declared = spec === undefined ? undefined : declaredFlow(spec, input.flow, file!);
  const name = input.flow ?? declared?.name ?? DEFAULT_FLOW;
  const topics = input.topics.length > 0 ? input.topics : (declared?.topics ?? []);
  if (topics.length === 0) {
    const detail = 'No topic is named, and there is no deployment that declares the flow.';
    throw replicateError('TIDE_REPLICATE_NO_FLOW', { flow: input.flow, detail, next: usageNext() });
  }
  const side = (which: 'source' | 'target', cluster: string | undefined): ConnectOptions =>
    connectionOf({ which, flags: input[which], flow: name, cluster, spec, file, cwd });
  const source = side('source', declared?.from);
  const target = side('target', declared?.to);
  return {
    flow: {
      name,
      source: source.name,
      target: target.name,
      topics,
      groups: input.groups.length > 0 ? input.groups : (declared?.groups ?? []),
    },
    generation: input.generation ?? Number(declared?.properties['generation'] ?? 1),
    source,
    target,
    stateFile: stateFileOf(input.stateDir, name, cwd),
    settings: declared?.properties ?? {},
    objectives: spec === undefined ? [] : objectivesOf(spec),
    selection: selectionOf(input),
  };
}

export interface KnownLink {
  readonly name: string;
  readonly stateFile: string;
  readonly selection: string;
  readonly objectives: ReplicateFlow['objectives'];
}

/** Which running link is meant; needs neither clusters nor topics: a name is enough. */
export function linkOf(input: FlowInput, cwd: string): KnownLink {
  const selection = selectionOf(input);
  const at = (name: string, objectives: ReplicateFlow['objectives'] = []): KnownLink => ({
    name,
    stateFile: stateFileOf(input.stateDir, name, cwd),
    selection,
    objectives,
  });
  // A link that was started from flags is known by its state file, whatever tideover.yaml lies beside it.
  if (input.file === undefined && input.flow !== undefined && existsSync(at(input.flow).stateFile))
    return at(input.flow);
  const file = fileOf(input, cwd);
  if (file === undefined) return at(input.flow ?? DEFAULT_FLOW);
  const { spec } = loadDeployment(shown(file, cwd));
  return at(declaredFlow(spec, input.flow, file).name, objectivesOf(spec));
}

function objectivesOf(spec: Deployment['spec']): ReplicateFlow['objectives'] {
  return spec.objectives.map((one) => ({ topics: one.topics, rpoMs: one.rpo }));
}

/** The named file; else tideover.yaml of this folder, unless flags name the clusters or a flow that needs no file. */
function fileOf(input: FlowInput, cwd: string): string | undefined {
  if (input.file !== undefined) return input.file;
  if (input.source.bootstrap !== undefined || input.target.bootstrap !== undefined) return undefined;
  return existsSync(resolve(cwd, DEFAULT_FILE)) ? DEFAULT_FILE : undefined;
}

function declaredFlow(spec: Deployment['spec'], name: string | undefined, file: string): Declared {
  const links = spec.replication.filter((one) => one.mechanism === 'link');
  if (name === undefined) {
    if (links.length === 1) return links[0]!;
    const known = links.map((one) => one.name).join(', ');
    const detail =
      links.length === 0
        ? `${file} declares no flow with mechanism: link.`
        : `${file} declares ${links.length} flows with mechanism: link: ${known}.`;
    const next =
      links.length === 0
        ? `Declare one under spec.replication; examples/active-passive-link.yaml shows how.`
        : 'Name one: --flow <name>';
    throw replicateError('TIDE_REPLICATE_NO_FLOW', { detail, next });
  }
  const found = spec.replication.find((one) => one.name === name);
  if (found === undefined) {
    const names = spec.replication.map((one) => one.name);
    const meant = didYouMean(name, names);
    const detail = `${file} declares ${names.length === 0 ? 'no flow' : names.join(', ')}.`;
    const next = meant === undefined ? 'Name one of them: --flow <name>' : `Did you mean --flow ${meant}?`;
    throw replicateError('TIDE_REPLICATE_NO_FLOW', { flow: name, detail, next });
  }
  if (found.mechanism !== 'link')
    throw replicateError('TIDE_REPLICATE_NOT_LINK', { flow: name, mechanism: found.mechanism, file });
  return found;
}

interface Side {
  readonly which: 'source' | 'target';
  readonly flags: ClusterFlags;
  readonly flow: string;
  readonly cluster: string | undefined;
  readonly spec: Deployment['spec'] | undefined;
  readonly file: string | undefined;
  readonly cwd: string;
}

function connectionOf({ which, flags, flow, cluster, spec, file, cwd }: Side): ConnectOptions {
  const declared = spec?.clusters.find((one) => one.name === cluster);
  const given = Object.fromEntries(flags.properties.map((text) => propertyOf(text, which)));
  const base = resolve(cwd, file ?? DEFAULT_FILE);
  const ofFile = declared === undefined ? {} : loadClientProperties(declared, base);
  const commandConfig = flags.config === undefined ? undefined : resolve(cwd, flags.config);
  const ofFlags = loadClientProperties({ commandConfig, properties: given }, join(cwd, DEFAULT_FILE));
  const { 'bootstrap.servers': servers, ...properties } = { ...ofFile, ...ofFlags };
  const bootstrap = flags.bootstrap ?? (flags.config === undefined && declared !== undefined ? undefined : servers);
  const addresses = bootstrap?.split(',').map((one) => one.trim()) ?? declared?.adminBootstrap ?? declared?.bootstrap;
  if (addresses === undefined) {
    const detail = 'No bootstrap address is given by a flag, by a client.properties file or by a deployment.';
    throw replicateError('TIDE_REPLICATE_NO_CLUSTER', { side: which, flow, detail });
  }
  return { name: declared?.name ?? which, bootstrap: addresses, properties, ...BOUNDS };
}

function propertyOf(text: string, side: string): readonly [string, string] {
  const at = text.indexOf('=');
  const [key, value] = at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1)];
  const isReference = /\$\{(?:env|file):[^}]+\}/.test(value);
  if (isSecret(key, value) && !isReference)
    throw replicateError('TIDE_REPLICATE_SECRET_IN_FLAG', { side, property: key });
  return [key, value];
}

function stateFileOf(stateDir: string, name: string, cwd: string): string {
  return resolve(cwd, stateDir, `${name}.json`);
}

function selectionOf(input: FlowInput): string {
  const word = (flag: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [flag, value];
  const cluster = (side: 'source' | 'target'): readonly string[] => [
    ...word(`--${side}-bootstrap`, input[side].bootstrap),
    ...word(`--${side}-config`, input[side].config),
    ...input[side].properties.flatMap((one) => [`--${side}-property`, `'${one}'`]),
  ];
  return [
    ...word('-f', input.file),
    ...word('--flow', input.flow),
    ...cluster('source'),
    ...cluster('target'),
    ...(input.topics.length === 0 ? [] : ['--topics', `'${input.topics.join(',')}'`]),
    ...(input.groups.length === 0 ? [] : ['--groups', `'${input.groups.join(',')}'`]),
    ...word('--generation', input.generation?.toString()),
    ...(input.stateDir === '.tideover' ? [] : ['--state-dir', input.stateDir]),
  ].join(' ');
}

function usageNext(): string {
  return 'Give a deployment with -f tideover.yaml, or --source-bootstrap, --target-bootstrap and --topics.';
}
