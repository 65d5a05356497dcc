// The lease of one site's hosts, as pure state: held until a time that only an answer can move.

/** One line of JSON each way; the authority is a tiny TCP service at the witness site. */
export interface LeaseQuestion {
  readonly ask: 'acquire' | 'renew';
  readonly site: string;
  readonly epoch: number;
}

export interface LeaseAnswer {
  readonly granted: boolean;
  readonly holder: string;
  readonly epoch: number;
  readonly ttlMs: number;
  readonly why: string;
}

export interface LeaseState {
  /** Highest epoch an answer has told; 0 before the first. */
  readonly epoch: number;
  /** Monotonic milliseconds until which the lease is held; null: not held. */
  readonly heldUntilMs: number | null;
  /** Why it is not held, for people. */
  readonly why: string;
}

export const NO_LEASE: LeaseState = { epoch: 0, heldUntilMs: null, why: 'nobody was asked yet' };

export function questionOf(state: LeaseState, site: string): LeaseQuestion {
  return { ask: state.heldUntilMs === null ? 'acquire' : 'renew', site, epoch: state.epoch };
}

/**
 * The state after one question. The time to live counts from the moment the question was sent: the authority's clock
 * started later, so the guard always ends first. No answer changes nothing by itself; a refusal ends the lease at once.
 */
export function afterQuestion(state: LeaseState, answer: LeaseAnswer | null, sentAtMs: number): LeaseState {
  if (answer === null) return { ...state, why: 'the lease authority does not answer' };
  const epoch = Math.max(state.epoch, answer.epoch);
  if (!answer.granted) return { epoch, heldUntilMs: null, why: answer.why };
  if (answer.epoch < state.epoch) {
    return { ...state, heldUntilMs: null, why: `a grant of the past epoch ${answer.epoch} (known: ${state.epoch})` };
  }
  return { epoch, heldUntilMs: sentAtMs + answer.ttlMs, why: '' };
}

export function isHeld(state: LeaseState, nowMs: number): boolean {
  return state.heldUntilMs !== null && nowMs < state.heldUntilMs;
}
