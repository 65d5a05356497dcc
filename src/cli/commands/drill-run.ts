// Command drill run.
import { Option } from 'commander';
import type { Command } from 'commander';
import type { ExitName } from '../../base/core.ts';
import type { DrillRunInput } from '../../verbs/index.ts';
import { countOption, durationOption, sizeOption } from '../values.ts';
import { printDrillResult } from '../print-drill.ts';
import { runVerb } from '../run-verb.ts';

interface Flags {
  readonly file?: string;
  readonly rate?: number;
  readonly recordSize?: number;
  readonly partitions?: number;
  readonly brokers?: number;
  readonly before?: number;
  readonly after?: number;
  readonly deadline?: number;
  readonly manner?: 'silent' | 'killed';
  readonly clientSettings?: 'recommended' | 'default';
  readonly fence?: boolean;
  readonly kafkaVersion?: string;
  readonly security?: 'plaintext' | 'tls' | 'sasl-plain' | 'sasl-scram' | 'sasl-scram-tls';
  readonly latency?: number;
  readonly mechanism?: 'link' | 'mirrormaker2';
  readonly failback?: 'recreate' | 'shift' | 'none';
  readonly rpo?: number;
  readonly rto?: number;
  readonly seed?: number;
  readonly withLibrdkafka: boolean;
  readonly secondOpinion: boolean;
  readonly keepData: boolean;
  readonly runsDir: string;
}

export const VERDICT_EXIT: Readonly<Record<'pass' | 'unknown' | 'fail', ExitName>> = {
  pass: 'OK',
  unknown: 'UNKNOWN',
  fail: 'FAIL',
};

export function addDrillRun(drill: Command): void {
  drill
    .command('run')
    .summary('play a scenario on real Kafka on this machine and judge it')
    .description(
      'Builds the sites of the scenario on loopback, runs the workload, brings the fault, and judges the objectives.\nEnds with 0 pass, 1 fail, 2 unknown.',
    )
    .argument('<scenario>', 'name of the scenario, see: tideover drill list')
    .option('-f, --file <tideover.yaml>', 'take objectives, lab and workload from this file; flags win over it')
    .option('--rate <n>', 'records per second of all Node producers of the main topic', countOption)
    .option('--record-size <size>', 'size of a record, e.g. 1KB', sizeOption)
    .option('--partitions <n>', 'partitions of the main topic', countOption)
    .option('--brokers <n>', 'brokers in each Kafka site', countOption)
    .option('--before <duration>', 'fault-free time before the fault, e.g. 20s', durationOption)
    .option('--after <duration>', 'time after the last client has recovered', durationOption)
    .option('--deadline <duration>', 'an operation answered within this time counts as served', durationOption)
    .addOption(new Option('--manner <how>', 'how the site is lost').choices(['silent', 'killed']))
    .addOption(
      new Option('--client-settings <which>', 'settings of the stock clients').choices(['recommended', 'default']),
    )
    .option('--fence', 'arm the fence on the hosts of the primary')
    .option('--no-fence', 'do not arm it: show what a returning site does')
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
    .option('--latency <duration>', 'one-way latency between the two Kafka sites', durationOption)
    .addOption(new Option('--mechanism <name>', 'how records are replicated').choices(['link', 'mirrormaker2']))
    .addOption(
      new Option('--failback <mode>', 'the way back after the site has returned').choices([
        'recreate',
        'shift',
        'none',
      ]),
    )
    .option('--rpo <duration>', 'objective: age of the oldest lost record', durationOption)
    .option('--rto <duration>', 'objective: time until the last client is served', durationOption)
    .option(
      '--with-librdkafka',
      'install the librdkafka client first (needs Python 3 with venv, and the network once)',
      false,
    )
    .option('--no-second-opinion', "do not count again with Kafka's own console consumer")
    .option('--keep-data', "keep the brokers' data folders", false)
    .option('--seed <n>', 'seed of everything random', countOption)
    .option('--runs-dir <folder>', 'where runs are kept', 'runs')
    .action(async (scenario: string, flags: Flags, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { drillRun } = await import('../../verbs/index.ts');
        const { result, directory } = await drillRun(inputOf(scenario, flags), host);
        await printDrillResult(result, directory, terminal);
        return VERDICT_EXIT[result.outcome];
      }),
    );
}

function inputOf(scenario: string, flags: Flags): DrillRunInput {
  return {
    scenario,
    file: flags.file,
    runsDir: flags.runsDir,
    seed: flags.seed,
    withLibrdkafka: flags.withLibrdkafka,
    secondOpinion: flags.secondOpinion,
    keepData: flags.keepData,
    overrides: {
      recordsPerSecond: flags.rate,
      recordBytes: flags.recordSize,
      partitions: flags.partitions,
      brokers: flags.brokers,
      beforeMs: flags.before,
      afterMs: flags.after,
      deadlineMs: flags.deadline,
      manner: flags.manner,
      clientSettings: flags.clientSettings,
      fenceArmed: flags.fence,
      kafkaVersion: flags.kafkaVersion,
      security: flags.security,
      latencyMs: flags.latency,
      mechanism: flags.mechanism,
      failback: flags.failback,
      rpoMs: flags.rpo,
      rtoMs: flags.rto,
    },
  };
}
