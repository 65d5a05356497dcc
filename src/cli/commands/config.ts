// Commands config validate and config print.
import type { Command } from 'commander';
import { runVerb } from '../run-verb.ts';

export function addConfig(program: Command): void {
  const config = program
    .command('config')
    .summary('check and show tideover.yaml')
    .description('The one file that declares sites, clusters, objectives, replication and switches.');
  config
    .command('validate')
    .summary('check the file: every problem with its line; contacts nothing')
    .argument('[file]', 'the file', 'tideover.yaml')
    .action(async (file: string, _: unknown, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { configValidate } = await import('../../verbs/index.ts');
        const result = await configValidate({ file }, host);
        if (terminal.options.output === 'json')
          terminal.data(`${JSON.stringify({ formatVersion: '1.0', valid: true, ...result }, null, 2)}\n`);
        else
          terminal.data(
            `${file} is valid: deployment ${result.name}, ${result.sites} sites, ${result.clusters} clusters, ${result.flows} replication flows\n`,
          );
      }),
    );
  config
    .command('print')
    .summary('the file as Tideover understands it, defaults filled in, secrets redacted')
    .argument('[file]', 'the file', 'tideover.yaml')
    .action(async (file: string, _: unknown, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { configPrint } = await import('../../verbs/index.ts');
        const deployment = await configPrint({ file }, host);
        if (terminal.options.output === 'json')
          terminal.data(`${JSON.stringify({ formatVersion: '1.0', deployment }, null, 2)}\n`);
        else {
          const { stringify } = await import('yaml');
          terminal.data(`# durations in milliseconds, sizes in bytes\n${stringify(deployment, { lineWidth: 0 })}`);
        }
      }),
    );
}
