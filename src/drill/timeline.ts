// The report's timeline: chosen events of the run on the axis of T0. Pure.
import type { TideEvent } from '../base/core.ts';
import type { FaultWindow } from '../check/core.ts';
import type { FaultBand, TimelineItem } from '../report/core.ts';

/** Figures, and the comings and goings of single processes, say nothing to a reader of the report; events.jsonl has them all. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  'drill.progress',
  'failover.state',
  'lab.broker-ready',
  'lab.broker-starting',
  'lab.claimed',
  'lab.process-ended',
  'lab.wan-started',
]);

export function timelineOf(events: readonly TideEvent[], zero: number): readonly TimelineItem[] {
  return events
    .filter((event) => !NOT_SHOWN.has(event.type))
    .map((event) => ({ atMs: event.monotonicMs - zero, wallMs: event.wallMs, type: event.type, say: event.say }));
}

/** Fault bands begin where the fault was proven effective; an unproven fault is drawn from its command, and its title says so. */
export function bandsOf(faults: readonly FaultWindow[], zero: number): readonly FaultBand[] {
  return faults.map((fault) => ({
    title: fault.effectiveAt === null ? `${fault.title} (not proven effective)` : fault.title,
    fromMs: (fault.effectiveAt ?? fault.commandedAt) - zero,
    toMs: fault.endedAt === null ? null : fault.endedAt - zero,
  }));
}
