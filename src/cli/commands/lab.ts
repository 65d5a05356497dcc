// Commands lab up, status, exec and down.
import { Option } from 'commander';
import type { Command } from 'commander';
import { printLabs } from '../print-lab.ts';
import { runVerb } from '../run-verb.ts';
import type { Ending } from '../run-verb.ts';
import { countOption, durationOption } from '../values.ts';

const DEFAULT_NAME = 'default';

interface UpFlags {
  readonly brokers?: number;
  readonly kafkaVersion?: string;
  readonly security?: 'plaintext' | 'tls' | 'sasl-plain' | 'sasl-scram' | 'sasl-scram-tls';
  readonly latency?: number;
}

export function addLab(program: Command): void {
  const lab = program
    .command('lab')
    .summary('real Kafka in several sites on this machine')
    .description(
      'Two sites of Apache Kafka on loopback with an emulated WAN between them, to try things by hand. No root needed.',
    );
  addUp(lab);
  addStatus(lab);
  addExec(lab);
  addDown(lab);
}

function addUp(lab: Command): void {
  lab
    .command('up')
    .summary('start a lab and leave it running')
    .argument('[name]', 'name of the lab', DEFAULT_NAME)
    .option('--brokers <n>', 'brokers in each site', countOption)
    .option('--kafka-version <version>', 'version of Apache Kafka')
    .addOption(
      new Option('--security <protocol>', 'client listeners').choices([
        'plaintext',
        'tls',
        'sasl-plain',
        'sasl-scram',
        'sasl-scram-tls',
      ]),
    )
    .option('--latency <duration>', 'one-way latency between the sites', durationOption)
    .action(async (name: string, flags: UpFlags, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { labUp } = await import('../../verbs/index.ts');
        const { brokers, kafkaVersion, security, latency } = flags;
        const up = await labUp({ name, overrides: { brokers, kafkaVersion, security, latencyMs: latency } }, host);
        printLabs([up], terminal);
        terminal.talk(`Stop it with: tideover lab down${up.name === DEFAULT_NAME ? '' : ` ${up.name}`}`);
      }),
    );
}

function addStatus(lab: Command): void {
  lab
    .command('status')
    .summary('the labs that run, with the bootstrap servers of their sites')
    .argument('[name]', 'only this one')
    .action(async (name: string | undefined, _: unknown, command: Command) =>
      runVerb(command, async (_host, terminal) => {
        const { labStatus } = await import('../../verbs/index.ts');
        printLabs(await labStatus({ name }), terminal);
      }),
    );
}

function addExec(lab: Command): void {
  lab
    .command('exec')
    .summary("run one of Kafka's tools, or any program, as if it stood at a site")
    .description(
      'Runs a tool of Kafka by its short name (topics, console-consumer, ...), or any program, with the host names of a site.\nPut -- before it: tideover lab exec --site paris -- topics --list',
    )
    .argument('<command...>', 'the command and its arguments')
    .requiredOption('--site <site>', 'the site whose names the command sees')
    .option('--name <name>', 'name of the lab', DEFAULT_NAME)
    .option('--admin', 'as the administrator, through the listener for tools', false)
    .action(async (words: string[], flags: { site: string; name: string; admin: boolean }, command: Command) =>
      runVerb(
        command,
        async (): Promise<Ending> => {
          const { labExec } = await import('../../verbs/index.ts');
          return labExec({ name: flags.name, site: flags.site, command: words, admin: flags.admin });
        },
        { signals: 'theirs' },
      ),
    );
}

function addDown(lab: Command): void {
  lab
    .command('down')
    .summary('stop a lab and everything in it')
    .argument('[name]', 'name of the lab', DEFAULT_NAME)
    .action(async (name: string, _: unknown, command: Command) =>
      runVerb(command, async (_host, terminal) => {
        const { labDown } = await import('../../verbs/index.ts');
        await labDown({ name });
        if (terminal.options.output === 'json') {
          terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', stopped: name })}\n`);
        } else terminal.data(`The lab ${name} is stopped; no process of it runs.\n`);
      }),
    );
}
