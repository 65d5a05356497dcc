// Verb replicate start: runs a link in this process until it is told to end; figures once a second.
import { formatBytes, formatCount, formatSeconds } from '../../base/core.ts';
import type { Clock } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import type { Cluster } from '../../kafka/core.ts';
import type { LinkOptions, LinkStatus } from '../../link/core.ts';
import { applyAccess, removeLinkState, runLink, startStatusServer, writeLinkState } from '../../link/index.ts';
import type { LinkProcessSpec, RunningLink } from '../../link/index.ts';
import type { Exposure } from '../../replication/core.ts';
import type { Host } from '../host.ts';
import { withClusters } from './clusters.ts';
import { replicateError } from './errors.ts';
import { type ExposureWatch, exposureWatch } from './exposure.ts';
import { flowOf } from './flow.ts';
import type { ReplicateFlow } from './flow.ts';
import { accessChanges, planFlow } from './plan.ts';
import type { PlannedFlow, ReplicatePlan, ReplicatePlanInput } from './plan.ts';
import { judgeRpo, type LimitOf, limitsOf, rpoAlarm } from './rpo.ts';
import { linkOptionsOf } from './settings.ts';
import { cutFileOf, keepHeldAcls, lookForLink, makeStateFolder, readCut } from './state-files.ts';

export interface ReplicateStartInput extends ReplicatePlanInput {
  readonly execute: boolean;
  readonly listen: { readonly host: string; readonly port: number };
  /** Alarm when the exposure exceeds it; absent: the objectives of the file. */
  readonly rpoMs?: number | undefined;
}

export interface ReplicateStartResult {
  readonly flow: string;
  readonly recordsCopied: number;
  readonly bytesCopied: number;
  /** What is left: one sentence. */
  readonly left: string;
}

const FIGURES_EVERY_MS = 1000;

/**
 * `onPlan` is called before anything is changed. Without `execute` it then throws TIDE_REPLICATE_NOT_EXECUTED. Resolves when the
 * link was told to end (signal, or `replicate stop`) and has ended in peace.
 */
export async function replicateStart(
  input: ReplicateStartInput,
  host: Host,
  onPlan: (plan: ReplicatePlan) => void,
): Promise<ReplicateStartResult> {
  const flow = flowOf(input, host.cwd);
  const options = linkOptionsOf(flow, input);
  await refuseSecond(flow);
  await refusePromoted(flow);
  return await withClusters(flow, async (source, target) => {
    const planned = await planFlow(flow, options, input.access, source, target);
    onPlan(planned.plan);
    if (!input.execute)
      throw replicateError('TIDE_REPLICATE_NOT_EXECUTED', { verb: 'replicate start', command: planned.plan.command });
    await makeStateFolder(flow.stateFile);
    if (input.access === 'copy') await writeAccess(planned, flow.stateFile, target, host);
    const limitOf = limitsOf(input.rpoMs, flow.objectives);
    const watch = exposureWatch({ source, target, clock: systemClock });
    return await runUntilTold({ flow, options, listen: input.listen, host, watch, limitOf });
  });
}

async function refuseSecond({ flow, stateFile, selection }: ReplicateFlow): Promise<void> {
  const there = await lookForLink(stateFile);
  if (there.is === 'absent' || (there.is === 'silent' && !there.alive)) return;
  const detail =
    there.is === 'answers'
      ? `It answers at ${there.state.url}.`
      : `Its process lives and does not answer: ${there.why}`;
  throw replicateError('TIDE_REPLICATE_RUNNING', {
    flow: flow.name,
    pid: there.state.pid,
    stateFile,
    detail,
    next:
      there.is === 'answers'
        ? `Look at it: tideover replicate status ${selection}`
        : `End process ${there.state.pid}, then start again; nothing is lost by that.`,
  });
}

async function refusePromoted({ flow, generation, stateFile, selection }: ReplicateFlow): Promise<void> {
  const cut = await readCut(stateFile);
  if (cut === null || cut.generation < generation) return;
  throw replicateError('TIDE_REPLICATE_PROMOTED', {
    flow: flow.name,
    target: flow.target,
    generation: cut.generation,
    file: cutFileOf(stateFile),
    selection,
  });
}

async function writeAccess({ accessPlan }: PlannedFlow, stateFile: string, target: Cluster, host: Host): Promise<void> {
  if (accessPlan === null) return;
  await keepHeldAcls(stateFile, accessPlan.acls.held);
  if (accessChanges(accessPlan) === 0) return;
  const refused = await applyAccess(target, accessPlan);
  const say = `${accessChanges(accessPlan) - refused.length} ACLs and quotas were written at ${target.name}${refused.length === 0 ? '.' : `, ${refused.length} were refused: ${refused[0]!.say}`}`;
  tell(host, systemClock, 'replicate.access-written', say, { refused });
}

interface Running {
  readonly flow: ReplicateFlow;
  readonly options: LinkOptions;
  readonly listen: { readonly host: string; readonly port: number };
  readonly host: Host;
  readonly watch: ExposureWatch;
  readonly limitOf: LimitOf;
}

async function runUntilTold(run: Running): Promise<ReplicateStartResult> {
  const { flow, options, host } = run;
  const { source, target, stateFile } = flow;
  const spec: LinkProcessSpec = { link: options, source, target, listen: run.listen, stateFile, control: true };
  const running = await runLink(spec, { clock: systemClock, emit: host.emit });
  const told = new AbortController();
  const end = AbortSignal.any([host.signal, told.signal]);
  let server: Awaited<ReturnType<typeof startStatusServer>> | undefined;
  try {
    server = await startStatusServer({
      link: running.link,
      ...run.listen,
      onStop: () => told.abort(),
      exposure: () => run.watch.latest(running.link.status()),
    });
    await writeLinkState(spec, { url: server.url, startedWallMs: systemClock.wallMs() });
    const say = `The link ${flow.flow.name} runs: status and metrics at ${server.url}, state file ${stateFile}.`;
    tell(host, systemClock, 'replicate.listening', say, { url: server.url, stateFile, pid: process.pid });
    await tellFigures(run, running, end);
  } finally {
    await running.stop();
    server?.close();
    await removeLinkState(stateFile);
  }
  const { recordsCopied, bytesCopied } = running.link.status();
  const left = `The link has stopped in peace; its position lies in the log of ${target.name}, and the next start goes on there.`;
  return { flow: flow.flow.name, recordsCopied, bytesCopied, left };
}

async function tellFigures({ watch, host, limitOf }: Running, { link }: RunningLink, end: AbortSignal): Promise<void> {
  let before = link.status();
  const alarm = rpoAlarm();
  while (!end.aborted) {
    const exposure = await watch.look(link.status());
    const status = link.status();
    const { say, data } = figuresOf(before, status, exposure);
    tell(host, systemClock, 'replicate.progress', say, data);
    const word = judgeRpo(exposure, limitOf);
    const sentence = word === null ? null : alarm(word, exposure.monotonicMs);
    if (sentence !== null) tell(host, systemClock, 'replicate.rpo', sentence, { ...word });
    before = status;
    await pause(FIGURES_EVERY_MS, end);
  }
}

/** Exported for tests. */
export function figuresOf(
  before: LinkStatus,
  now: LinkStatus,
  exposure: Exposure,
): { readonly say: string; readonly data: Readonly<Record<string, unknown>> } {
  const seconds = Math.max(0.001, (now.monotonicMs - before.monotonicMs) / 1000);
  const recordsPerSecond = (now.recordsCopied - before.recordsCopied) / seconds;
  const bytesPerSecond = (now.bytesCopied - before.bytesCopied) / seconds;
  const faulted = now.partitions.filter((one) => one.fault !== null || one.state === 'quarantined');
  const parts = [
    `${formatCount(recordsPerSecond)} records/s`,
    `${formatBytes(bytesPerSecond)}/s`,
    `exposure ${exposureWords(exposure)}`,
    `${now.partitions.length - faulted.length} of ${now.partitions.length} partitions in order`,
  ];
  if (faulted[0] !== undefined)
    parts.push(
      `held up: ${faulted[0].topic}-${faulted[0].partition} ${faulted[0].fault?.code ?? faulted[0].state}${faulted.length > 1 ? ` and ${faulted.length - 1} more` : ''}`,
    );
  const { records, ms, certain, why } = exposure;
  const data = {
    phase: now.state,
    recordsPerSecond: Math.round(recordsPerSecond),
    bytesPerSecond: Math.round(bytesPerSecond),
    exposure: { records, ms, certain, why },
    faults: faulted.map(({ topic, partition, state, fault }) => ({ topic, partition, state, fault })),
  };
  return { say: parts.join(', '), data };
}

export function exposureWords({ records, ms, certain, why, partitions }: Exposure): string {
  if (records === null) return `unknown (${why ?? 'no cause told'})`;
  const bound = Math.max(0, ...partitions.map((one) => one.errorBoundMs));
  const age =
    ms === null
      ? `age unknown, at least ${formatSeconds(certain?.msAtLeast ?? 0)}`
      : `${formatSeconds(ms)} +${formatSeconds(bound)}`;
  return `${formatCount(records)} records, ${age}`;
}

function tell(host: Host, clock: Clock, type: string, say: string, data: Readonly<Record<string, unknown>>): void {
  host.emit({ type, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs(), say, data });
}

/** Ends early, without an error, when the signal fires. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
