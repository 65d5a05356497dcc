// World of the control plane: time and the event stream, handed in.
import type { Clock, Emit } from '../../base/core.ts';
import type { CONTROL_EVENTS } from './events.ts';

export interface ControlWorld {
  readonly clock: Clock;
  readonly emit: Emit;
}

/** Emits one event of this room. */
export function tell(
  { clock, emit }: ControlWorld,
  type: keyof typeof CONTROL_EVENTS,
  say: string,
  data: Readonly<Record<string, unknown>>,
): void {
  emit({ type, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs(), say, data });
}
