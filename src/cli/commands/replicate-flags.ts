// Flags that every replicate command takes: which flow, which clusters, where its state file lies.
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { FlowInput } from '../../verbs/index.ts';
import { countOption } from '../values.ts';

export interface FlowFlags {
  readonly file?: string;
  readonly flow?: string;
  readonly sourceBootstrap?: string;
  readonly sourceConfig?: string;
  readonly sourceProperty?: readonly string[];
  readonly targetBootstrap?: string;
  readonly targetConfig?: string;
  readonly targetProperty?: readonly string[];
  readonly topics?: readonly string[];
  readonly groups?: readonly string[];
  readonly generation?: number;
  readonly stateDir: string;
}

/** `a,b` -> [a, b]; a comma inside {} or () belongs to the expression. */
export function listOption(text: string): readonly string[] {
  const items = text.split(/,(?![^({]*[)}])/).map((one) => one.trim());
  if (items.some((one) => one === ''))
    throw new InvalidArgumentError('Expected names or expressions, separated by commas.');
  return items;
}

/** For commands that need a name only: the state file is all that is looked at. */
export function withFlow(command: Command): Command {
  return command
    .option(
      '-f, --file <tideover.yaml>',
      'the deployment that declares the flow (default: tideover.yaml, if it is there)',
    )
    .option('--flow <name>', 'name of the flow; needed when the file declares several')
    .option('--state-dir <folder>', 'where the state of running links is kept', '.tideover');
}

function propertyOption(side: string): Option {
  const text = `client property of the ${side}, repeatable; wins over its file`;
  const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    value,
  ];
  return new Option(`--${side}-property <key=value>`, text).argParser(collect);
}

/** For commands that talk to the clusters, too. Flags win over the file. */
export function withClusters(command: Command): Command {
  return withFlow(command)
    .option('--source-bootstrap <host:port,...>', 'bootstrap servers of the source')
    .option('--source-config <file>', 'client.properties of the source')
    .addOption(propertyOption('source'))
    .option('--target-bootstrap <host:port,...>', 'bootstrap servers of the target')
    .option('--target-config <file>', 'client.properties of the target')
    .addOption(propertyOption('target'))
    .option('--topics <list>', 'topics: names or Java expressions of whole names, separated by commas', listOption)
    .option('--groups <list>', 'groups whose positions follow, in the same way', listOption)
    .option(
      '--generation <n>',
      "number of this direction's life; one more after each change of direction",
      countOption,
    );
}

export function inputOf(flags: FlowFlags): FlowInput {
  return {
    file: flags.file,
    flow: flags.flow,
    source: { bootstrap: flags.sourceBootstrap, config: flags.sourceConfig, properties: flags.sourceProperty ?? [] },
    target: { bootstrap: flags.targetBootstrap, config: flags.targetConfig, properties: flags.targetProperty ?? [] },
    topics: flags.topics ?? [],
    groups: flags.groups ?? [],
    generation: flags.generation,
    stateDir: flags.stateDir,
  };
}
