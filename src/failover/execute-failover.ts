// executeFailover: decision and gates once, then the runbook; a killed engine goes on from the journal.
import type { PhaseTimes } from '../check/core.ts';
import type { TideError } from '../base/core.ts';
import { type Journal, execute, openJournal } from '../runbook/index.ts';
import { type FinishedStep, RUN_ENTRY } from '../runbook/core.ts';
import type { FailoverContext, FenceEvidence, Findings, PromotedPosition } from './context.ts';
import type { CutRecord } from './cut.ts';
import { type Decision, decide } from './decide.ts';
import { failoverError } from './errors.ts';
import { type GateResult, blockingFailures } from './gates.ts';
import { phasesOf } from './phases.ts';
import { type PlannedFailover, prepareRun } from './plan-failover.ts';
import { readGates } from './read-target.ts';
import { type FailoverEvent, type FailoverState, transition } from './state.ts';
import { STEPS } from './steps.ts';

export interface FailoverOutcome {
  readonly completed: boolean;
  readonly state: FailoverState;
  readonly decision: Decision;
  readonly gates: readonly GateResult[];
  readonly phases: PhaseTimes;
  readonly cut: CutRecord | null;
  readonly promotedPositions: readonly PromotedPosition[];
  readonly fence: FenceEvidence | null;
  readonly steps: readonly FinishedStep[];
  readonly journalPath: string;
  /** Why it did not complete: a refusal, a gate, a failed step. */
  readonly failure: TideError | null;
}

/** What is noted in the journal before the plan, so that a resumed run neither decides again nor loses its times. */
interface Opening {
  readonly decision: Decision;
  readonly gates: readonly GateResult[];
  readonly detectedAt: number;
  readonly decidedAt: number;
  readonly force: FailoverContext['force'] | null;
  readonly approvals: readonly string[];
}

/** Fails over. Rejects when the journal cannot be opened or the surviving site cannot be read; everything else is in the outcome. */
export async function executeFailover(context: FailoverContext): Promise<FailoverOutcome> {
  const journal = await openJournal(context.journalPath, context.clock);
  try {
    return await new Failover(context, journal).run();
  } finally {
    await journal.close();
  }
}

class Failover {
  readonly #context: FailoverContext;
  readonly #journal: Journal;
  #state: FailoverState = 'watching';

  constructor(context: FailoverContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
  }

  async run(): Promise<FailoverOutcome> {
    const earlier = this.#earlierOpening();
    const decision = earlier?.decision ?? this.#decide();
    this.#on({ type: 'decided', verdict: decision.verdict });
    if (decision.verdict !== 'act') return this.#ended(this.#opening(decision, []), null, [], this.#refusal(decision));

    const planned = await prepareRun(this.#context);
    const opening = earlier ?? this.#opening(decision, await readGates(this.#context, planned.reading));
    if (earlier === null) await this.#noteOpening(opening);
    const blocked = blockingFailures(opening.gates);
    this.#on({ type: 'gated', pass: blocked.length === 0 });
    if (blocked.length > 0) return this.#ended(opening, planned.run.findings, [], this.#blocked(blocked));
    return await this.#move(opening, planned);
  }

  async #move(opening: Opening, { plan, run }: PlannedFailover): Promise<FailoverOutcome> {
    const { clock, emit, resumeCommand, signal } = this.#context;
    const common = { plan, context: run, journal: this.#journal, clock, emit, resumeCommand };
    const outcome = await execute({ ...common, steps: STEPS, ...(signal === undefined ? {} : { signal }) });
    const done = new Set(
      outcome.steps.filter((step) => step.outcome === 'done' || step.outcome === 'already-done').map((step) => step.id),
    );
    if (done.has('redirect')) this.#on({ type: 'redirected' });
    if (outcome.failure !== null) this.#on({ type: 'step-failed' });
    else if (done.has('confirm')) this.#on({ type: 'confirmed' });
    const ended = this.#ended(opening, run.findings, outcome.steps, outcome.failure);
    this.#tellPhases(ended.phases);
    return ended;
  }

  #decide(): Decision {
    const { assessment, policy, retired, fence, approvals, force } = this.#context;
    return decide({
      assessment,
      policy,
      retired,
      fenceArmed: fence.armed,
      approvals: approvals ?? [],
      force: force ?? null,
    });
  }

  #opening(decision: Decision, gates: readonly GateResult[]): Opening {
    const { assessment, clock, force, approvals } = this.#context;
    return {
      decision,
      gates,
      detectedAt: assessment.at,
      decidedAt: clock.monotonicMs(),
      force: force ?? null,
      approvals: approvals ?? [],
    };
  }

  /** FAIL-6: a run that has begun to move goes on with the decision it was begun with. */
  #earlierOpening(): Opening | null {
    const { entries } = this.#journal.found;
    if (!entries.some((entry) => entry.what === 'plan')) return null;
    const note = entries.find((entry) => entry.step === RUN_ENTRY && entry.data['opening'] !== undefined);
    return (note?.data['opening'] as Opening | undefined) ?? null;
  }

  async #noteOpening(opening: Opening): Promise<void> {
    await this.#journal.append({ step: RUN_ENTRY, what: 'note', data: { opening } });
    const { decision, gates } = opening;
    this.#tell('failover.decided', `Decided: ${decision.why}.`, { ...decision });
    this.#tell('failover.gates', gates.map((gate) => `${gate.gate} ${gate.outcome}`).join(', '), { gates });
  }

  #refusal(decision: Decision): TideError {
    const { retired, surviving } = this.#context;
    const code = decision.verdict === 'ask' ? 'TIDE_FAILOVER_APPROVAL' : 'TIDE_FAILOVER_REFUSED';
    const evidence = decision.evidence.join('; ');
    return failoverError(code, { retired, surviving, reason: decision.why, evidence, next: decision.next });
  }

  #blocked(blocked: readonly GateResult[]): TideError {
    const { retired, surviving, resumeCommand: resume } = this.#context;
    const reason = blocked.map((gate) => gate.say).join(' ');
    return failoverError('TIDE_FAILOVER_GATE', { retired, surviving, reason, resume });
  }

  #ended(
    opening: Opening,
    findings: Findings | null,
    steps: readonly FinishedStep[],
    failure: TideError | null,
  ): FailoverOutcome {
    return {
      completed: this.#state === 'done',
      state: this.#state,
      decision: opening.decision,
      gates: opening.gates,
      phases: phasesOf(opening.detectedAt, opening.decision.verdict === 'act' ? opening.decidedAt : null, steps),
      cut: findings?.cut ?? null,
      promotedPositions: findings?.promotedPositions ?? [],
      fence: findings?.fence ?? null,
      steps,
      journalPath: this.#journal.path,
      failure,
    };
  }

  #on(event: FailoverEvent): void {
    const from = this.#state;
    this.#state = transition(from, event).state;
    this.#tell('failover.state', `The failover is ${this.#state}.`, { from, to: this.#state, event: event.type });
  }

  #tellPhases(phases: PhaseTimes): void {
    for (const [phase, at] of Object.entries(phases)) {
      if (at !== null) this.#tell('failover.phase', `${phase} ${at}`, { phase, at });
    }
  }

  #tell(type: string, say: string, data: Readonly<Record<string, unknown>>): void {
    const { clock, emit } = this.#context;
    emit({ type, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs(), say, data });
  }
}
