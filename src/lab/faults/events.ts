// Events of the faults.
import type { EventTable } from '../../base/core.ts';
import type { FaultContext, FaultKind } from './fault.ts';

export const FAULT_EVENTS = {
  'fault.commanded': 'kind, where: the fault has been ordered',
  'fault.effective':
    'kind, where, effectiveAt, effectiveErrorMs: the fault is in force since effectiveAt (monotonic ms), proven',
  'fault.healed': 'kind, where, effectiveAt, effectiveErrorMs: the fault has ended, proven',
} as const satisfies EventTable;

export function tell(
  context: FaultContext,
  type: keyof typeof FAULT_EVENTS,
  kind: FaultKind,
  say: string,
  data: Readonly<Record<string, unknown>>,
): void {
  const { clock } = context;
  context.emit({ type, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs(), say, data: { kind, ...data } });
}
