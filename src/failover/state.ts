// The states of a failover and the total table of transitions: every state answers every event, for the compiler.
import { AssertionBroken } from '../base/core.ts';

export type FailoverState =
  | 'watching'
  | 'refused'
  | 'awaiting-approval'
  | 'checking'
  | 'moving'
  | 'stuck'
  | 'switched'
  | 'half-switched'
  | 'done'
  | 'aborted';

export type FailoverEvent =
  | { readonly type: 'decided'; readonly verdict: 'act' | 'ask' | 'refuse' }
  | { readonly type: 'approved' }
  | { readonly type: 'rejected' }
  | { readonly type: 'gated'; readonly pass: boolean }
  | { readonly type: 'redirected' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'step-failed' }
  | { readonly type: 'resumed' }
  | { readonly type: 'aborted' };

export type FailoverEventType = FailoverEvent['type'];

/** goes: to one of these states, chosen by the event; stays: why nothing changes; impossible: the invariant that rules it out. */
export type Cell =
  | { readonly goes: readonly FailoverState[]; readonly to: (event: FailoverEvent) => FailoverState }
  | { readonly stays: string }
  | { readonly impossible: string };

const goes = (state: FailoverState): Cell => ({ goes: [state], to: () => state });
const stays = (why: string): Cell => ({ stays: why });
const impossible = (id: string): Cell => ({ impossible: id });

const decided: Cell = {
  goes: ['checking', 'awaiting-approval', 'refused'],
  to: (event) =>
    event.type !== 'decided' || event.verdict === 'refuse'
      ? 'refused'
      : event.verdict === 'act'
        ? 'checking'
        : 'awaiting-approval',
};
const gated: Cell = {
  goes: ['moving', 'refused'],
  to: (event) => (event.type === 'gated' && event.pass ? 'moving' : 'refused'),
};
const once = stays('the decision stands in the journal and is not taken twice in one run');
const past = stays('clients already write to the surviving site: the way back is a failback');
const late = stays('the run is over');

export const TRANSITIONS: Readonly<Record<FailoverState, Readonly<Record<FailoverEventType, Cell>>>> = {
  watching: {
    decided,
    approved: stays('nothing was asked yet'),
    rejected: stays('nothing was asked yet'),
    gated: impossible('FAIL-2'),
    redirected: impossible('FAIL-3'),
    confirmed: impossible('FAIL-4'),
    'step-failed': impossible('FAIL-5'),
    resumed: stays('nothing was begun, there is nothing to go on with'),
    aborted: goes('aborted'),
  },
  refused: {
    decided,
    approved: stays('an approval cannot heal a refusal: the reason has to go first'),
    rejected: stays('it is refused already'),
    gated: impossible('FAIL-2'),
    redirected: impossible('FAIL-3'),
    confirmed: impossible('FAIL-4'),
    'step-failed': impossible('FAIL-5'),
    resumed: stays('nothing was begun, there is nothing to go on with'),
    aborted: goes('aborted'),
  },
  'awaiting-approval': {
    decided,
    approved: goes('checking'),
    rejected: goes('refused'),
    gated: impossible('FAIL-2'),
    redirected: impossible('FAIL-3'),
    confirmed: impossible('FAIL-4'),
    'step-failed': impossible('FAIL-5'),
    resumed: stays('it still waits for a person'),
    aborted: goes('aborted'),
  },
  checking: {
    decided: once,
    approved: stays('it was approved already'),
    rejected: goes('refused'),
    gated,
    redirected: impossible('FAIL-3'),
    confirmed: impossible('FAIL-4'),
    'step-failed': impossible('FAIL-5'),
    resumed: stays('it is still checking'),
    aborted: goes('aborted'),
  },
  moving: {
    decided: once,
    approved: stays('it was approved already'),
    rejected: stays('it is under way: abort it instead, which takes its steps back'),
    gated: stays('the gates were passed; later readings are for the report'),
    redirected: goes('switched'),
    confirmed: impossible('FAIL-4'),
    'step-failed': goes('stuck'),
    resumed: stays('it is under way'),
    aborted: goes('aborted'),
  },
  stuck: {
    decided: once,
    approved: stays('it was approved already'),
    rejected: stays('it is under way: abort it instead, which takes its steps back'),
    gated: stays('the gates were passed; later readings are for the report'),
    redirected: impossible('FAIL-3'),
    confirmed: impossible('FAIL-4'),
    'step-failed': stays('it waits to be resumed or aborted'),
    resumed: goes('moving'),
    aborted: goes('aborted'),
  },
  switched: {
    decided: once,
    approved: past,
    rejected: past,
    gated: stays('the gates were passed; later readings are for the report'),
    redirected: stays('the names already point to the surviving site'),
    confirmed: goes('done'),
    'step-failed': goes('half-switched'),
    resumed: stays('it is under way'),
    aborted: past,
  },
  'half-switched': {
    decided: once,
    approved: past,
    rejected: past,
    gated: stays('the gates were passed; later readings are for the report'),
    redirected: stays('the names already point to the surviving site'),
    confirmed: impossible('FAIL-4'),
    'step-failed': stays('it waits to be resumed'),
    resumed: goes('switched'),
    aborted: past,
  },
  done: {
    decided: late,
    approved: late,
    rejected: late,
    gated: late,
    redirected: late,
    confirmed: late,
    'step-failed': impossible('FAIL-5'),
    resumed: late,
    aborted: past,
  },
  aborted: {
    decided: late,
    approved: late,
    rejected: late,
    gated: late,
    redirected: impossible('FAIL-3'),
    confirmed: impossible('FAIL-4'),
    'step-failed': late,
    resumed: stays('it was taken back: begin a new run'),
    aborted: late,
  },
};

export interface Transition {
  readonly state: FailoverState;
  /** One sentence when nothing changed; null when it did. */
  readonly stayed: string | null;
}

/** The next state. An event that an invariant rules out throws AssertionBroken with its id. */
export function transition(state: FailoverState, event: FailoverEvent): Transition {
  const cell = TRANSITIONS[state][event.type];
  if ('goes' in cell) return { state: cell.to(event), stayed: null };
  if ('stays' in cell) return { state, stayed: cell.stays };
  throw new AssertionBroken(`${cell.impossible}: ${event.type} while ${state}`);
}
