// Command lines of test children that die with the test process, also when it is killed.
import { tiedToParent } from '../../src/lab/names/name-view.ts';

/** `spawn(...tied(command, args), options)`: the kernel kills the child when its parent dies (Linux); its pid is the command's own. */
export function tied(command: string, args: readonly string[]): [command: string, args: string[]] {
  const [first = command, ...rest] = [...tiedToParent(), command, ...args];
  return [first, rest];
}
