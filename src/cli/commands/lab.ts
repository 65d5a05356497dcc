// Commands lab up, status, exec and down.
import { Option } from 'commander';
import type { Command } from 'commander';
import type { HostedLab } from '../../verbs/index.ts';
import { printLabs } from '../print-lab.ts';
import { runVerb } from '../run-verb.ts';
import type { Ending } from '../run-verb.ts';
import { countOption, durationOption } from '../values.ts';

interface UpFlags {
  readonly name: string;
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
    .option('--name <name>', 'name of the lab', 'lab')
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
    .action(async (flags: UpFlags, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { labUp } = await import('../../verbs/index.ts');
        const { brokers, kafkaVersion, security, latency } = flags;
        const up: HostedLab = await labUp(
          { name: flags.name, overrides: { brokers, kafkaVersion, security, latencyMs: latency } },
          host,
        );
        printLabs([up], terminal);
        terminal.talk(`Stop it with: tideover lab down --name ${up.name}`);
      }),
    );
}

function addStatus(lab: Command): void {
  lab
    .command('status')
    .summary('the labs that run, with the bootstrap servers of their sites')
    .option('--name <name>', 'only this one')
    .action(async (flags: { name?: string }, command: Command) =>
      runVerb(command, async (_host, terminal) => {
        const { labStatus } = await import('../../verbs/index.ts');
        printLabs(await labStatus({ name: flags.name }), terminal);
      }),
    );
}

function addExec(lab: Command): void {
  lab
    .command('exec')
    .summary('run a command with the host names of a site, e.g. a Kafka tool')
    .description(
      'Runs a command with the host names of a site.\nPut -- before it: tideover lab exec --site paris -- kafka-topics.sh --list --bootstrap-server ...',
    )
    .argument('<command...>', 'the command and its arguments')
    .requiredOption('--site <site>', 'the site whose names the command sees')
    .option('--name <name>', 'name of the lab', 'lab')
    .action(async (words: string[], flags: { site: string; name: string }, command: Command) =>
      runVerb(command, async (host): Promise<Ending> => {
        const { labExec } = await import('../../verbs/index.ts');
        const { code } = await labExec({ name: flags.name, site: flags.site, command: words }, host);
        // The command's own exit code; one that died of a signal has none and counts as failed.
        return code ?? 1;
      }),
    );
}

function addDown(lab: Command): void {
  lab
    .command('down')
    .summary('stop a lab and everything in it')
    .option('--name <name>', 'name of the lab', 'lab')
    .action(async (flags: { name: string }, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { labDown } = await import('../../verbs/index.ts');
        await labDown({ name: flags.name }, host);
        if (terminal.options.output === 'json')
          terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', stopped: flags.name })}\n`);
        else terminal.data(`The lab ${flags.name} is stopped; no process of it runs.\n`);
      }),
    );
}
