// Watch: judges a site again and again while observations come in, tells when the state changes, and waits for a wanted state.
import type { Clock, Emit } from '../base/core.ts';
import { systemClock } from '../base/index.ts';
import { assess, type Assessment } from './assess.ts';
import type { ObservationCollector } from './collect.ts';
import type { SiteState } from './decision-table.ts';
import { detectError } from './errors.ts';
import type { DetectPolicy } from './observation.ts';

const JUDGE_EVERY_MS = 100;

export interface WatchOptions {
  readonly collector: ObservationCollector;
  readonly watched: string;
  readonly policy: DetectPolicy;
  readonly clock?: Clock;
  /** Gets `detect.assessed` whenever the state changes. */
  readonly emit?: Emit;
  /** Called with the first judgement and whenever the state differs from the one before. */
  readonly onChange?: (assessment: Assessment, before: Assessment | null) => void;
}

export interface SiteWatch {
  /** Judges now. */
  assess(): Assessment;
  /** Ends when the state is one of `wanted`. Throws TIDE_DETECT_NOT_IN_TIME, or the signal's reason. */
  until(wanted: readonly SiteState[], withinMs: number, signal?: AbortSignal): Promise<Assessment>;
  stop(): void;
}

/** Judges every 100 ms from now on (time alone may change a state: silence is evidence). */
export function watchSite(options: WatchOptions): SiteWatch {
  const { collector, watched, policy } = options;
  const clock = options.clock ?? systemClock;
  let last: Assessment | null = null;
  const told = (next: Assessment): void => {
    options.onChange?.(next, last);
    options.emit?.({
      type: 'detect.assessed',
      monotonicMs: next.at,
      wallMs: clock.wallMs(),
      say: next.evidence[0] ?? `${watched} is ${next.state}`,
      data: { watched, state: next.state, before: last?.state ?? null, evidence: next.evidence },
    });
  };
  const look = (): Assessment => {
    const next = assess(collector.observations(), policy, clock.monotonicMs(), watched);
    if (next.state !== last?.state) told(next);
    last = next;
    return next;
  };
  const timer = setInterval(look, JUDGE_EVERY_MS);
  return {
    assess: look,
    until: async (wanted, withinMs, signal) => {
      const end = clock.monotonicMs() + withinMs;
      for (;;) {
        signal?.throwIfAborted();
        const now = look();
        if (wanted.includes(now.state)) return now;
        if (clock.monotonicMs() >= end) {
          const evidence = now.evidence.join('; ');
          throw detectError('TIDE_DETECT_NOT_IN_TIME', {
            watched,
            wanted: wanted.join(' or '),
            boundMs: withinMs,
            evidence,
          });
        }
        await new Promise((resolve) => setTimeout(resolve, JUDGE_EVERY_MS / 2));
      }
    },
    stop: () => clearInterval(timer),
  };
}
