// Host: what a verb gets from whoever runs it (terminal, daemon, test) beside its own input.
import type { Emit } from '../base/core.ts';

export interface Host {
  readonly emit: Emit;
  /** Aborted by Ctrl-C or SIGTERM; the verb cleans up and throws TIDE_VERBS_INTERRUPTED. */
  readonly signal: AbortSignal;
  /** Folder that relative paths of the input are relative to. */
  readonly cwd: string;
}
