// Commands drill list, check and report; drill run has its own file.
import type { Command } from 'commander';
import { printCheckResult } from '../print-check.ts';
import { printDrillResult } from '../print-drill.ts';
import { renderTable } from '../render-table.ts';
import { runVerb } from '../run-verb.ts';
import { VERDICT_EXIT, addDrillRun } from './drill-run.ts';

const RUN_ARGUMENT = 'a run directory, or a scenario (its latest run), or <scenario>/<time>';

export function addDrill(program: Command): void {
  const drill = program
    .command('drill')
    .summary('lose a region on purpose, on real Kafka, and measure')
    .description('Drills: a real fault on real Kafka, measured by record identity.');
  addDrillRun(drill);
  addList(drill);
  addCheck(drill);
  addReport(drill);
}

function addList(drill: Command): void {
  drill
    .command('list')
    .summary('the scenarios that can be run')
    .action(async (_: unknown, command: Command) =>
      runVerb(command, async (_host, terminal) => {
        const { drillList } = await import('../../verbs/index.ts');
        const scenarios = await drillList();
        if (terminal.options.output === 'json')
          terminal.data(`${JSON.stringify({ formatVersion: '1.0', scenarios }, null, 2)}\n`);
        else if (terminal.options.output === 'wide')
          terminal.data(
            renderTable([['NAME', 'EXPECTED', 'WHY'], ...scenarios.map((s) => [s.name, s.expected, s.why])]),
          );
        else
          terminal.data(
            renderTable([['NAME', 'EXPECTED', 'TITLE'], ...scenarios.map((s) => [s.name, s.expected, s.title])]),
          );
      }),
    );
}

function addCheck(drill: Command): void {
  drill
    .command('check')
    .summary('judge the recorded history of a run again')
    .description(
      'Reads the history that the clients wrote, judges it again and writes the report anew; contacts nothing. Ends with 0 pass, 1 fail, 2 unknown.',
    )
    .argument('<run>', RUN_ARGUMENT)
    .option('--runs-dir <folder>', 'where runs are kept', 'runs')
    .action(async (run: string, flags: { runsDir: string }, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { drillCheck } = await import('../../verbs/index.ts');
        const checked = await drillCheck({ run, runsDir: flags.runsDir }, host);
        await printCheckResult(checked, terminal);
        return VERDICT_EXIT[checked.outcome];
      }),
    );
}

function addReport(drill: Command): void {
  drill
    .command('report')
    .summary('show the report of a run again')
    .description(
      'Prints the report of a run; the page to look at is report.html in its directory. Ends with the verdict of the run: 0, 1 or 2.',
    )
    .argument('<run>', RUN_ARGUMENT)
    .option('--runs-dir <folder>', 'where runs are kept', 'runs')
    .action(async (run: string, flags: { runsDir: string }, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { drillReport } = await import('../../verbs/index.ts');
        const { result, directory } = await drillReport({ run, runsDir: flags.runsDir }, host);
        await printDrillResult(result, directory, terminal);
        return VERDICT_EXIT[result.outcome];
      }),
    );
}
