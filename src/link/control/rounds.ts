// Rounds: runs one thing at a steady pace until told to stop; a round that fails is said once and comes again.
import { setTimeout as sleep } from 'node:timers/promises';
import { isTideError } from '../../base/core.ts';
import { type ControlWorld, tell } from './world.ts';

export interface RoundOptions {
  /** Name for events: `groups`, `topics`. */
  readonly name: string;
  /** From the start of one round to the start of the next; a longer round is followed by the next one at once. */
  readonly everyMs: number;
}

/** Resolves when the signal fires and the round under way has ended. Never rejects. */
export async function runRounds(
  { name, everyMs }: RoundOptions,
  round: () => Promise<void>,
  signal: AbortSignal,
  world: ControlWorld,
): Promise<void> {
  let lastCode = '';
  while (!signal.aborted) {
    const startedAtMs = world.clock.monotonicMs();
    try {
      await round();
      lastCode = '';
    } catch (error) {
      const { code, say } = textOf(error);
      if (code !== lastCode)
        tell(world, 'control.round-failed', `A round of ${name} failed: ${say}`, { round: name, code });
      lastCode = code;
    }
    const leftMs = Math.max(1, startedAtMs + everyMs - world.clock.monotonicMs());
    await sleep(leftMs, undefined, { signal }).catch(() => undefined);
  }
}

function textOf(error: unknown): { readonly code: string; readonly say: string } {
  if (isTideError(error)) return { code: error.code, say: `${error.message} ${error.why}` };
  return { code: 'unexpected', say: String(error) };
}
