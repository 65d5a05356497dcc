// World: what the acting parts are handed: the clock, and where to say what happens.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Emit } from '../base/core.ts';
import type { DivergenceEventType } from './events.ts';

export interface DivergenceWorld {
  readonly clock: Clock;
  readonly emit: Emit;
}

export function say(
  world: DivergenceWorld,
  type: DivergenceEventType,
  sentence: string,
  data: Readonly<Record<string, unknown>>,
): void {
  const { clock, emit } = world;
  emit({ type, monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs(), say: sentence, data });
}

/** Waits between two attempts; every caller counts its attempts. */
export async function pause(ms: number): Promise<void> {
  await sleep(ms);
}
