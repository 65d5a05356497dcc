// Policy: what is done with a record of the tail by its class; what is decided without being asked, and what never is. Pure.
import { unreachable } from '../base/core.ts';
import type { RecoveryAction, RecoveryPolicy, TailClass } from './contract.ts';

export type Decision =
  | { readonly do: 'append' }
  | { readonly do: 'quarantine'; readonly topic: string }
  | { readonly do: 'leave'; readonly because: 'already-there' | 'newer' | 'discarded' | 'never-committed' | 'control' }
  | { readonly do: 'ask' };

/** Classes whose treatment is a fact, not a choice: a rule for them is a mistake. */
const NO_CHOICE: readonly TailClass[] = ['on-survivor', 'aborted', 'open-transaction', 'control'];

export interface Record {
  readonly topic: string;
  readonly is: TailClass;
  readonly newerAtSurvivor: boolean;
}

/**
 * Without a rule: missing records and deletes (tombstones) that nothing at the survivor contradicts are appended; superseded ones
 * stay in the archive; conflicting ones wait for a decision, because either order of the two values may be the right one.
 */
export function decide(record: Record, policy: RecoveryPolicy): Decision {
  switch (record.is) {
    case 'on-survivor':
      return { do: 'leave', because: 'already-there' };
    case 'aborted':
    case 'open-transaction':
      return { do: 'leave', because: 'never-committed' };
    case 'control':
      return { do: 'leave', because: 'control' };
    case 'missing':
    case 'tombstone':
      return byAction(actionFor(record, policy) ?? { do: 'recover' }, record);
    case 'superseded':
      return byAction(actionFor(record, policy) ?? { do: 'skip-if-newer' }, record);
    case 'conflicting': {
      const action = actionFor(record, policy);
      return action === undefined ? { do: 'ask' } : byAction(action, record);
    }
    default:
      return unreachable(record.is);
  }
}

function actionFor(record: Record, policy: RecoveryPolicy): RecoveryAction | undefined {
  return policy.rules.find(
    (rule) => (rule.topic === undefined || rule.topic === record.topic) && rule.classes.includes(record.is),
  )?.action;
}

function byAction(action: RecoveryAction, record: Record): Decision {
  switch (action.do) {
    case 'recover':
      return { do: 'append' };
    case 'quarantine':
      return { do: 'quarantine', topic: action.topic };
    case 'skip-if-newer':
      return record.newerAtSurvivor ? { do: 'leave', because: 'newer' } : { do: 'append' };
    case 'discard':
      return { do: 'leave', because: 'discarded' };
    default:
      return unreachable(action);
  }
}

/** What is wrong with a policy, one sentence each; empty: nothing. */
export function problemsOf(policy: RecoveryPolicy): readonly string[] {
  return policy.rules.flatMap((rule, i) => {
    const name = `rule ${i + 1}`;
    const problems: string[] = [];
    const fixed = rule.classes.filter((one) => NO_CHOICE.includes(one));
    if (rule.classes.length === 0) problems.push(`${name} names no class`);
    if (fixed.length > 0)
      problems.push(`${name} names ${fixed.join(', ')}: such records are never written, whatever a rule says`);
    if (rule.action.do === 'discard' && (rule.action.who.trim() === '' || rule.action.reason.trim() === ''))
      problems.push(`${name} discards records without saying who decided it and why`);
    if (rule.action.do === 'quarantine' && (rule.action.topic === '' || rule.action.topic === rule.topic))
      problems.push(`${name} needs a quarantine topic that is not the topic itself`);
    return problems;
  });
}

/** Topics that the policy writes to beside the records' own. */
export function quarantineTopicsOf(policy: RecoveryPolicy): readonly string[] {
  return [
    ...new Set(policy.rules.flatMap(({ action }) => (action.do === 'quarantine' ? [action.topic] : []))),
  ].toSorted();
}
