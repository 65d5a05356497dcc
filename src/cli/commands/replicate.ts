// Commands replicate plan, start, status, pause, resume, drain, stop, forget, promote, verify and reverse.
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { ExitName } from '../../base/core.ts';
import type { ReplicatePlanInput, ReplicateStatus, ReplicateStatusInput } from '../../verbs/index.ts';
import { printPlan } from '../print-replicate-plan.ts';
import { printPromotion, printPromotionPlan } from '../print-replicate-promote.ts';
import { printReverse } from '../print-replicate-reverse.ts';
import { printStatus } from '../print-replicate-status.ts';
import { printVerify } from '../print-replicate-verify.ts';
import { runVerb } from '../run-verb.ts';
import type { Terminal } from '../terminal.ts';
import { countOption, durationOption, sizeOption } from '../values.ts';
import { type FlowFlags, inputOf, withClusters, withFlow } from './replicate-flags.ts';

export function addReplicate(program: Command): void {
  const replicate = program
    .command('replicate')
    .summary('keep the second site ready: the offset-preserving link')
    .description(
      'The link copies topics from one cluster to another with every record at the same offset, and keeps settings and group positions in step. Nothing is changed without --execute.',
    );
  addPlan(replicate);
  addStart(replicate);
  addStatus(replicate);
  addOrders(replicate);
  addPromote(replicate);
  addVerify(replicate);
  addReverse(replicate);
  addForget(replicate);
}

interface PlanFlags extends FlowFlags {
  readonly fillers?: 'none' | 'hidden';
  readonly throttle?: number;
  readonly access: 'report' | 'copy' | 'off';
}

function withLink(command: Command): Command {
  return withClusters(command)
    .addOption(
      new Option(
        '--fillers <which>',
        'may hidden records stand for offsets that no client may write (transactions, holes)',
      ).choices(['none', 'hidden']),
    )
    .option('--throttle <size>', 'bytes per second read from the source, e.g. 50MB', sizeOption)
    .addOption(
      new Option('--access <mode>', 'ACLs and quotas: report what differs, copy them at the start, or do not look')
        .choices(['report', 'copy', 'off'])
        .default('report'),
    );
}

function planInput(flags: PlanFlags): ReplicatePlanInput {
  return { ...inputOf(flags), fillers: flags.fillers, throttleBytesPerSecond: flags.throttle, access: flags.access };
}

function addPlan(replicate: Command): void {
  withLink(replicate.command('plan'))
    .summary('what the link would change at the target, what it cannot carry, which rights it needs')
    .description(
      'Reads both clusters and changes nothing. Ends with 0, or with 3 when there are changes and --detailed-exitcode is given.',
    )
    .option('--detailed-exitcode', 'end with 3 when the plan has changes', false)
    .action(async (flags: PlanFlags & { detailedExitcode: boolean }, command: Command) =>
      runVerb(command, async (host, terminal): Promise<ExitName> => {
        const { replicatePlan } = await import('../../verbs/index.ts');
        const plan = await replicatePlan(planInput(flags), host);
        printPlan(plan, terminal);
        return flags.detailedExitcode && plan.changes > 0 ? 'CHANGES' : 'OK';
      }),
    );
}

function listenOption(text: string): { readonly host: string; readonly port: number } {
  const match = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):(\d{1,5})$/.exec(text);
  if (match === null || Number(match[2]) > 65_535)
    throw new InvalidArgumentError(
      'Expected a loopback address with a port, such as 127.0.0.1:9404: there is no login.',
    );
  return { host: match[1]!, port: Number(match[2]) };
}

function addStart(replicate: Command): void {
  withLink(replicate.command('start'))
    .summary('run the link in the foreground until Ctrl-C')
    .description(
      'Prints the plan, then runs until Ctrl-C, SIGTERM or `replicate stop`, which all end it in peace (0). The position lies in the target log: a killed link goes on where it was. Figures go to stderr; with -o json every event is a line on stdout.',
    )
    .option('--execute', 'do it; without, only the plan is printed', false)
    .addOption(
      new Option('--listen <host:port>', 'loopback address of status and metrics; port 0: any free one')
        .argParser(listenOption)
        .default({ host: '127.0.0.1', port: 0 }, '127.0.0.1:0'),
    )
    .option(
      '--rpo <duration>',
      'alarm when the exposure exceeds it (default: the objectives of the file)',
      durationOption,
    )
    .action(
      async (
        flags: PlanFlags & { execute: boolean; listen: { host: string; port: number }; rpo?: number },
        command: Command,
      ) =>
        runVerb(command, async (host, terminal): Promise<ExitName> => {
          const { replicateStart } = await import('../../verbs/index.ts');
          const { execute, listen, rpo: rpoMs } = flags;
          const result = await replicateStart({ ...planInput(flags), execute, listen, rpoMs }, host, (plan) =>
            printPlan(plan, terminal, execute ? 'talk' : 'data'),
          );
          if (terminal.options.output === 'json')
            terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', ...result })}\n`);
          else terminal.talk(result.left);
          return 'OK';
        }),
    );
}

const STATUS_EXIT: Readonly<Record<ReplicateStatus['verdict'], ExitName>> = {
  fine: 'OK',
  'held-up': 'FAIL',
  unknown: 'UNKNOWN',
};

function addStatus(replicate: Command): void {
  withFlow(replicate.command('status'))
    .summary('what a running link says: position, exposure, faults, groups')
    .description(
      'One line per topic, with -o wide one per partition. Ends with 0 in order, 1 something is held up or the RPO is exceeded, 2 unknown.',
    )
    .option('--watch [every]', 'show it again and again until Ctrl-C (default: every 2s)', durationOption)
    .option('--rpo <duration>', 'judge the exposure against it (default: the objectives of the file)', durationOption)
    .action(async (flags: FlowFlags & { watch?: number | true; rpo?: number }, command: Command) =>
      runVerb(command, async (host, terminal): Promise<ExitName> => {
        const input: ReplicateStatusInput = { ...inputOf(flags), rpoMs: flags.rpo };
        if (flags.watch !== undefined) return await watchStatus(input, flags.watch, host, terminal);
        const { replicateStatus } = await import('../../verbs/index.ts');
        const status = await replicateStatus(input, host);
        printStatus(status, terminal);
        return STATUS_EXIT[status.verdict];
      }),
    );
}

const WATCH_EVERY_MS = 2000;

async function watchStatus(
  input: ReplicateStatusInput,
  every: number | true,
  host: { readonly cwd: string; readonly signal: AbortSignal },
  terminal: Terminal,
): Promise<ExitName> {
  const { replicateStatus } = await import('../../verbs/index.ts');
  const { setTimeout: wait } = await import('node:timers/promises');
  for (;;) {
    const status = await replicateStatus(input, host);
    if (terminal.width !== null && terminal.options.output !== 'json') terminal.data('\u001b[2J\u001b[H');
    printStatus(status, terminal, 'line');
    await wait(every === true ? WATCH_EVERY_MS : every, undefined, { signal: host.signal }).catch(() => undefined);
    if (host.signal.aborted) return STATUS_EXIT[status.verdict];
  }
}

const ORDERS = {
  pause: 'stop reading and writing for a while; the exposure grows',
  resume: 'go on after a pause',
  drain: 'wait until the target holds everything that can be read at the source now',
  stop: 'end the link in peace',
} as const;

function withinOption(text: string, ms: number, shown: string): Option {
  return new Option('--within <duration>', text).argParser(durationOption).default(ms, shown);
}

function addOrders(replicate: Command): void {
  for (const order of ['pause', 'resume', 'drain', 'stop'] as const) {
    withFlow(replicate.command(order))
      .summary(ORDERS[order])
      .addOption(withinOption('bound of the waiting', 30_000, '30s'))
      .action(async (flags: FlowFlags & { within: number }, command: Command) =>
        runVerb(command, async (host, terminal) => {
          const { replicateOrder } = await import('../../verbs/index.ts');
          const result = await replicateOrder({ ...inputOf(flags), order, withinMs: flags.within }, host);
          sayResult(terminal, result.say, { ...result });
        }),
      );
  }
}

function addPromote(replicate: Command): void {
  withClusters(replicate.command('promote'))
    .summary('make the target the site that applications write to')
    .description(
      'Drains, stops the link and proves it, writes the final positions of groups, keeps the log ends for the way back, and gives the copies their own settings back. Refuses when something would be lost; --without-source accepts that.',
    )
    .option('--execute', 'do it; without, only the plan is printed', false)
    .option('--without-source', 'the source is lost and fenced: do not ask it, and accept what is missing', false)
    .addOption(withinOption('bound of the draining', 60_000, '60s'))
    .action(async (flags: FlowFlags & { execute: boolean; withoutSource: boolean; within: number }, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { replicatePromote } = await import('../../verbs/index.ts');
        const { execute, withoutSource, within: drainWithinMs } = flags;
        const input = { ...inputOf(flags), execute, withoutSource, drainWithinMs };
        const result = await replicatePromote(input, host, (plan) =>
          printPromotionPlan(plan, terminal, execute ? 'talk' : 'data'),
        );
        printPromotion(result, terminal);
      }),
    );
}

interface VerifyFlags extends FlowFlags {
  readonly partitions?: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly isolation: 'committed' | 'uncommitted';
  readonly resume: boolean;
  readonly checkpoint?: string;
  readonly atOnce: number;
  readonly rate?: number;
}

const VERIFY_EXIT = { equal: 'OK', differs: 'FAIL', unknown: 'UNKNOWN' } as const;

function offsetOption(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected an offset: a whole number.');
  return Number(text);
}

function addVerify(replicate: Command): void {
  withClusters(replicate.command('verify'))
    .summary('compare source and target record by record')
    .description(
      'Offset, timestamp, key, value and headers of every record that both sites hold, and whether the target holds more. Reads only. Ends with 0 equal, 1 differs (the first record is named), 2 unknown.',
    )
    .option('--partitions <list>', 'partitions of each topic, e.g. 0,3 (default: all)', (text) =>
      text.split(',').map(countOption),
    )
    .option('--from <offset>', 'first source offset (default: where both logs begin)', offsetOption)
    .option('--to <offset>', 'source offset to stop at (default: where both logs end)', offsetOption)
    .addOption(
      new Option('--isolation <level>', 'what counts as readable')
        .choices(['committed', 'uncommitted'])
        .default('committed'),
    )
    .option('--checkpoint <file>', 'where an interrupted comparison is kept (default: in the state folder)')
    .option('--resume', 'go on where the last one was interrupted', false)
    .option('--at-once <n>', 'partitions compared at the same time', countOption, 4)
    .option('--rate <size>', 'bytes per second read from both clusters together, e.g. 100MB', sizeOption)
    .action(async (flags: VerifyFlags, command: Command) =>
      runVerb(command, async (host, terminal): Promise<ExitName> => {
        const { replicateVerify } = await import('../../verbs/index.ts');
        const { partitions = [], from = null, to = null, isolation, resume, checkpoint, rate = null } = flags;
        const input = { ...inputOf(flags), partitions, from, to, isolation, resume, checkpoint };
        const result = await replicateVerify({ ...input, partitionsAtOnce: flags.atOnce, bytesPerSecond: rate }, host);
        printVerify(result, terminal);
        return VERIFY_EXIT[result.verdict];
      }),
    );
}

function addReverse(replicate: Command): void {
  withClusters(replicate.command('reverse'))
    .summary('after a promotion: where the histories part, and which way back there is')
    .description(
      'Compares both logs downwards from the log ends that the promotion kept. Changes nothing: it says whether a link may go back as it is, or a tail has to be saved first.',
    )
    .action(async (flags: FlowFlags, command: Command) =>
      runVerb(command, async (host, terminal): Promise<ExitName> => {
        const { replicateReverse } = await import('../../verbs/index.ts');
        const result = await replicateReverse(inputOf(flags), host);
        printReverse(result, terminal);
        return result.way === 'simple' ? 'OK' : 'FAIL';
      }),
    );
}

function addForget(replicate: Command): void {
  withFlow(replicate.command('forget'))
    .summary('forget a topic that was deleted or made anew, once it is decided about')
    .description(
      'Takes the topic out of the memory of a stopped link; changes no cluster. The next start learns it anew.',
    )
    .argument('<topic>', 'name of the topic')
    .action(async (topic: string, flags: FlowFlags, command: Command) =>
      runVerb(command, async (host, terminal) => {
        const { replicateForget } = await import('../../verbs/index.ts');
        const result = await replicateForget({ ...inputOf(flags), topic }, host);
        sayResult(terminal, `The link ${result.flow} has forgotten the topic ${topic}.`, { ...result });
      }),
    );
}

function sayResult(terminal: Terminal, say: string, result: Readonly<Record<string, unknown>>): void {
  if (terminal.options.output === 'json')
    terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', ...result })}\n`);
  else terminal.data(`${say}\n`);
}
