// The decision: from an assessment and the policy to act, ask or refuse. Pure; a cut link alone never moves anybody.
import { unreachable } from '../base/core.ts';
import type { Assessment } from '../detect/core.ts';

export interface FailoverPolicy {
  /** `automatic`: a lost site is failed over at once; `approval`: a person is asked. */
  readonly mode: 'automatic' | 'approval';
  /** Different people who must approve in `approval` mode; default 1. */
  readonly approvalsNeeded?: number;
  /** A grey site (answers metadata, takes no writes) may be left when an armed fence holds it; default true. */
  readonly leaveGreySite?: boolean;
}

/** Overrides a refusal: the name of the retired site typed out, by whom, and why. Both are journalled. */
export interface Force {
  readonly typedName: string;
  readonly by: string;
  readonly reason: string;
}

export interface DecisionInput {
  readonly assessment: Pick<Assessment, 'state' | 'evidence'>;
  readonly policy: FailoverPolicy;
  readonly retired: string;
  readonly fenceArmed: boolean;
  readonly approvals: readonly string[];
  readonly force: Force | null;
}

export interface Decision {
  readonly verdict: 'act' | 'ask' | 'refuse';
  readonly why: string;
  /** What a person should do next. */
  readonly next: string;
  readonly evidence: readonly string[];
  readonly forced: Force | null;
}

export function decide(input: DecisionInput): Decision {
  const { evidence } = input.assessment;
  const { force, retired } = input;
  if (force !== null) {
    if (force.typedName !== retired || force.reason.trim() === '') {
      const why = `the force is not valid: the name typed is "${force.typedName}", the site is "${retired}", and a reason is needed`;
      return {
        verdict: 'refuse',
        why,
        next: `Type the site's name exactly and give a reason.`,
        evidence,
        forced: null,
      };
    }
    return { verdict: 'act', why: `forced by ${force.by}: ${force.reason}`, next: 'None.', evidence, forced: force };
  }
  return { ...judged(input), evidence, forced: null };
}

type Judged = Pick<Decision, 'verdict' | 'why' | 'next'>;

function judged(input: DecisionInput): Judged {
  const { retired, policy } = input;
  const { state } = input.assessment;
  switch (state) {
    case 'LOST':
      return permitted(input, `${retired} is lost`);
    case 'DEGRADED':
      if (policy.leaveGreySite === false)
        return refused(`${retired} still answers and the policy does not leave a grey site`);
      if (!input.fenceArmed) {
        return refused(`${retired} still answers, and no armed fence would keep it from taking writes again`);
      }
      return permitted(input, `${retired} takes no writes, and an armed fence holds it`);
    case 'HEALTHY':
      return refused(`${retired} answers: a canary was written with acks=all and read back`);
    case 'UNREACHABLE_FROM_ONE':
      return refused(`${retired} is reached by others: one cut link is no lost site`);
    case 'PARTITIONED':
      return refused(`${retired} lives behind a parted network: moving now would make two primaries`);
    case 'UNKNOWN':
      return refused(`the evidence does not say whether ${retired} lives`);
    default:
      return unreachable(state);
  }
}

function refused(why: string): Judged {
  const next =
    'For a planned move use switchover. To fail over against the evidence use --force with the typed site name and a reason.';
  return { verdict: 'refuse', why, next };
}

function permitted(input: DecisionInput, why: string): Judged {
  const { policy, approvals } = input;
  const people = new Set(approvals.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''));
  const needed = Math.max(1, policy.approvalsNeeded ?? 1);
  if (policy.mode === 'automatic') return { verdict: 'act', why: `${why}; the policy is automatic`, next: 'None.' };
  if (people.size >= needed)
    return { verdict: 'act', why: `${why}; approved by ${[...people].join(', ')}`, next: 'None.' };
  return {
    verdict: 'ask',
    why: `${why}; ${people.size} of ${needed} approvals are given`,
    next: 'Repeat the command with --approve <your name>.',
  };
}
