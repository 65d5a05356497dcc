// The mechanism of the way back: made once per run, from the starts that the survey found.
import { assert } from '../../base/core.ts';
import type { ReplicationMechanism } from '../../replication/core.ts';
import type { FailbackRun } from './context.ts';

export function wayBackOf(run: FailbackRun): ReplicationMechanism {
  assert(run.findings.starts !== null, 'FAILBACK-1: no way back before the point of divergence is known');
  run.findings.mechanism ??= run.wayBack(run.findings.starts);
  return run.findings.mechanism;
}
