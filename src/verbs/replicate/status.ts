// Verb replicate status: what a running link says of itself, with what it would cost to lose the source now.
import { keyOf } from '../../base/core.ts';
import type { LinkStatus } from '../../link/core.ts';
import type { Exposure } from '../../replication/core.ts';
import { linkOf } from './flow.ts';
import type { FlowInput, KnownLink } from './flow.ts';
import { judgeRpo, limitsOf, type RpoWord } from './rpo.ts';
import { lookForLink } from './state-files.ts';
import type { LinkPresence } from './state-files.ts';

export interface ReplicateStatusInput extends FlowInput {
  readonly rpoMs?: number | undefined;
}

/** Unknown is a value with its reason, never a missing line. */
export interface ReplicateStatus {
  readonly flow: string;
  readonly stateFile: string;
  /** held-up: at least one partition does not go on, or the RPO is exceeded. unknown: it does not answer, or its exposure is not known. */
  readonly verdict: 'fine' | 'held-up' | 'unknown';
  /** Why the verdict is not `fine`, one sentence each, with the next command. */
  readonly why: readonly { readonly say: string; readonly next: string }[];
  readonly process: {
    readonly pid: number;
    readonly url: string;
    readonly startedWallMs: number;
    readonly rssBytes: number | null;
  } | null;
  readonly link: LinkStatus | null;
  readonly exposure: Exposure | null;
  readonly rpo: RpoWord | null;
}

/** Contacts the link's endpoint and no cluster. Throws only when it is not clear which flow is meant. */
export async function replicateStatus(input: ReplicateStatusInput, cwd: string): Promise<ReplicateStatus> {
  const known = linkOf(input, cwd);
  return statusOf(known, await lookForLink(known.stateFile), limitsOf(input.rpoMs, known.objectives));
}

/** Exported for tests. */
export function statusOf(
  known: KnownLink,
  there: LinkPresence,
  limitOf: (topic: string) => number | null,
): ReplicateStatus {
  const base = { flow: known.name, stateFile: known.stateFile };
  if (there.is !== 'answers') {
    const process = there.is === 'absent' ? null : { ...there.state, rssBytes: null };
    return {
      ...base,
      verdict: 'unknown',
      why: [whyNoAnswer(known, there)],
      process: pick(process),
      link: null,
      exposure: null,
      rpo: null,
    };
  }
  const { state, status } = there;
  const { link } = status;
  const exposure = status.exposure ?? null;
  const rpo = exposure === null ? null : judgeRpo(exposure, limitOf);
  const heldUp = link.partitions
    .filter((one) => one.fault !== null || one.state === 'quarantined')
    .map((one) => ({
      say: `${keyOf(one)} is ${one.state}: ${one.fault === null ? 'no cause told.' : `${one.fault.code}. ${one.fault.say}`}`,
      next: one.fault?.next ?? 'Read the log of the link.',
    }));
  const late =
    rpo?.outcome === 'fail'
      ? [
          {
            say: `The RPO is exceeded: ${rpo.say}.`,
            next: 'See what holds the partition up, or give the link more room (throttle, network, target brokers).',
          },
        ]
      : [];
  const dark = exposure === null || exposure.records === null ? [whyDark(exposure)] : [];
  const verdict = heldUp.length + late.length > 0 ? 'held-up' : dark.length > 0 ? 'unknown' : 'fine';
  const process = pick({ ...state, rssBytes: status.rssBytes });
  return { ...base, verdict, why: [...heldUp, ...late, ...dark], process, link, exposure, rpo };
}

function pick(one: NonNullable<ReplicateStatus['process']> | null): ReplicateStatus['process'] {
  if (one === null) return null;
  const { pid, url, startedWallMs, rssBytes } = one;
  return { pid, url, startedWallMs, rssBytes };
}

function whyDark(exposure: Exposure | null): { readonly say: string; readonly next: string } {
  const why =
    exposure === null
      ? 'the link has not measured it yet, or whoever started it does not'
      : (exposure.why ?? 'no cause told');
  return {
    say: `The exposure is unknown: ${why}.`,
    next: 'Look again in a few seconds: tideover replicate status --watch',
  };
}

function whyNoAnswer(
  { name, stateFile, selection }: KnownLink,
  there: Exclude<LinkPresence, { readonly is: 'answers' }>,
): { readonly say: string; readonly next: string } {
  const start = `tideover replicate start ${selection} --execute`.replace('  ', ' ');
  if (there.is === 'absent') {
    const say = `No link ${name} is known here: there is no state file ${stateFile}. It was not started from here, or it ended in peace.`;
    return { say, next: `Start it: ${start}` };
  }
  const { pid } = there.state;
  return there.alive
    ? {
        say: `${there.why} Process ${pid} is there.`,
        next: `If it stays silent, end process ${pid} and start anew: ${start}`,
      }
    : {
        say: `The link ${name} has died: process ${pid} is gone and left its state file.`,
        next: `Start it again, nothing is lost by that: ${start}`,
      };
}
