// Command version.
import type { Command } from 'commander';
import { runVerb } from '../run-verb.ts';

export function addVersion(program: Command): void {
  program
    .command('version')
    .summary('which Tideover this is, and which Node runs it')
    .action(async (_: unknown, command: Command) =>
      runVerb(command, async (_host, terminal) => {
        const { showVersion } = await import('../../verbs/index.ts');
        const result = await showVersion();
        if (terminal.options.output === 'json')
          terminal.data(`${JSON.stringify({ formatVersion: '1.0', ...result })}\n`);
        else terminal.data(`tideover ${result.version} (Node ${result.node})\n`);
      }),
    );
}
