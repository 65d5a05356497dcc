// The state of a link from its own word and from both ends of the flow. Pure.
import { formatSeconds } from '../../base/core.ts';
import type { LinkStatus } from '../../link/core.ts';
import type { Exposure, MechanismStatus } from '../../replication/core.ts';

export interface LinkEvidence {
  readonly running: boolean | null;
  readonly stopped: boolean;
  /** Null: it did not answer. */
  readonly word: LinkStatus | null;
  readonly exposure: Exposure;
  readonly laggingAfterMs: number;
  readonly logFile: string;
}

export function judgeLink({ running, stopped, word, exposure, ...rest }: LinkEvidence): MechanismStatus {
  const look = `Look at its log: tail -n 100 ${rest.logFile}`;
  if (stopped) return { state: 'stopped', cause: 'It was stopped by this program.', next: 'Start it to replicate.' };
  if (running === null) return { state: 'stopped', cause: 'It was not started.', next: 'Start it to replicate.' };
  if (!running) return { state: 'faulted', cause: 'Its process has ended.', next: look };
  if (word === null) return { state: 'faulted', cause: 'Its process does not answer.', next: look };
  const held = word.partitions.filter((one) => one.fault !== null);
  const first = held[0];
  if (first !== undefined && first.fault !== null) {
    const cause = `${held.length} of ${word.partitions.length} partitions are held up; ${first.topic}-${first.partition}: ${first.fault.say}`;
    return { state: 'faulted', cause, next: first.fault.next };
  }
  if (exposure.records === null)
    return { state: 'faulted', cause: `Exposure is unknown: ${exposure.why ?? 'no answer'}.`, next: look };
  if (word.state === 'starting') return { state: 'starting', cause: 'Partitions are still being proven.', next: look };
  if (exposure.ms !== null && exposure.ms > rest.laggingAfterMs) {
    const cause = `${exposure.records} records, the oldest ${formatSeconds(exposure.ms)} old, are not at the target.`;
    return { state: 'lagging', cause, next: look };
  }
  return { state: 'running', cause: `${exposure.records} records are not at the target yet.`, next: 'Nothing to do.' };
}
