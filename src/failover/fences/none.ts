// No fence: nothing keeps the retired site from taking writes when it returns; the run says so instead of hiding it.
import type { Fence } from '../context.ts';

export function noFence(retired: string): Fence {
  const doesNotStop = [
    `zombie window possible: when ${retired} returns, clients that have not moved write to it, acknowledged and lost`,
  ];
  return {
    name: 'none',
    armed: false,
    doesNotStop,
    // There is nothing to raise; the step still runs, so that the journal says that nothing was.
    holds: () => Promise.resolve(false),
    raise: () => Promise.resolve(),
    evidence: () =>
      Promise.resolve({
        method: 'none',
        armed: false,
        term: null,
        say: `No fence is armed at ${retired}.`,
        doesNotStop,
      }),
  };
}
