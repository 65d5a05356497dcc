// Ctrl-C and SIGTERM: the first one stops cleanly, the second one ends the program at once.
import { EXIT } from '../base/core.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/** `say` tells the person what happens; it is called once per signal. The lab's children die with this process, however it ends. */
export function listenForInterrupt(say: (sentence: string) => void): Interrupt {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      say(`${name} again: ending at once; what still runs is stopped by its warden`);
      process.exit(EXIT.INTERRUPTED);
    }
    say(`${name}: stopping and cleaning up; once more to end at once`);
    controller.abort(new Error(`interrupted by ${name}`));
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
