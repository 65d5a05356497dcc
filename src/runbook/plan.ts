// Runbook shapes: whatever changes a cluster is a plan of steps, journalled, probed before acted, resumable.

export interface StepPlan {
  readonly id: string;
  readonly title: string;
  /** What it will do, with live values. */
  readonly will: readonly string[];
  /** What is lost or cannot be stopped by it; empty when nothing. */
  readonly loss: readonly string[];
  readonly pointOfNoReturn: boolean;
  readonly undo: string | null;
  readonly timeoutMs: number;
  /** Ids of the steps that must have ended well before this one begins. Absent: the step before it in the plan. Empty: none. */
  readonly after?: readonly string[];
}

export interface Plan {
  readonly formatVersion: '1.0';
  readonly kind: string;
  readonly title: string;
  readonly steps: readonly StepPlan[];
}

export type StepOutcome = 'done' | 'already-done' | 'failed' | 'refused';

/** One line of the journal. Append-only JSON lines, fsynced; `previous` is the SHA-256 of the line before (hex), so that a changed line is seen. */
export interface JournalEntry {
  readonly sequence: number;
  readonly monotonicMs: number;
  readonly wallMs: number;
  readonly step: string;
  readonly what: 'plan' | 'begin' | 'probe' | 'act' | 'verify' | 'end' | 'note';
  readonly outcome: StepOutcome | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly previous: string;
}

export type JournalWhat = JournalEntry['what'];

/** What a step, its probe and its evidence may hold: anything JSON keeps unchanged. */
export type Evidence = Readonly<Record<string, unknown>>;

export type Note = (data: Evidence) => Promise<void>;

/** A step as code. Probe before act: repeating a step is harmless. */
export interface Step<Context> {
  readonly id: string;
  plan(context: Context): Promise<StepPlan>;
  /** Null when it may run; else why not (a refusal, not a crash). */
  precondition(context: Context): Promise<string | null>;
  /** True when the live state already is what the step would make of it. */
  probe(context: Context): Promise<boolean>;
  act(context: Context, note: Note): Promise<void>;
  /** Evidence from the live state, by another route than `act` where there is one; throws when it is not so. */
  verify(context: Context): Promise<Evidence>;
  /** Gives a later run of a killed engine what this step's journalled evidence holds, so that the steps after it find it. */
  restore?(context: Context, evidence: Evidence): void;
}

/** The step name of entries that belong to the run as a whole (the plan itself, notes). */
export const RUN_ENTRY = '(run)';

/** The ids a step waits for, the default made explicit. */
export function dependenciesOf(plan: Plan, step: StepPlan): readonly string[] {
  if (step.after !== undefined) return step.after;
  const before = plan.steps[plan.steps.indexOf(step) - 1];
  return before === undefined ? [] : [before.id];
}
