// The state of a MirrorMaker from what can be seen of it: its process, its log, and both ends of the flow. Pure.
import { formatSeconds } from '../../base/core.ts';
import type { Exposure, MechanismStatus } from '../../replication/core.ts';

export interface StatusEvidence {
  /** Null: never started by us. */
  readonly running: boolean | null;
  readonly stopped: boolean;
  readonly firstRecordSeen: boolean;
  readonly logFile: string;
  /** Error lines of its log, newest last, younger than a few refresh intervals. */
  readonly errors: readonly string[];
  readonly exposure: Exposure;
  /** Above this age it is called lagging, milliseconds. */
  readonly laggingAfterMs: number;
}

/** Dedicated MirrorMaker has no status endpoint and says nothing for 30 s when its source goes silent (law 18): both ends count, not its word. */
export function judgeStatus(evidence: StatusEvidence): MechanismStatus {
  const { running, errors, exposure, logFile } = evidence;
  const look = `Look at its log: tail -n 100 ${logFile}`;
  const lastError = errors.at(-1);
  if (evidence.stopped)
    return { state: 'stopped', cause: 'It was stopped by this program.', next: 'Start it again to replicate.' };
  if (running === null) return { state: 'stopped', cause: 'It was not started.', next: 'Start it to replicate.' };
  if (!running) {
    const cause = `Its process has ended${lastError === undefined ? '' : `: ${lastError}`}.`;
    return { state: 'faulted', cause, next: look };
  }
  if (exposure.records === null && evidence.firstRecordSeen) {
    const { certain } = exposure;
    const upTo =
      certain?.msAtMost === null || certain === undefined
        ? ''
        : `, up to ${formatSeconds(certain.msAtMost)} may be missing`;
    const own =
      lastError === undefined ? 'MirrorMaker itself has reported nothing' : `MirrorMaker reports: ${lastError}`;
    return {
      state: 'faulted',
      cause: `Exposure is unknown: ${exposure.why ?? 'no answer'}${upTo}; ${own}.`,
      next: `Check the source and the link. ${look}`,
    };
  }
  if (!evidence.firstRecordSeen)
    return { state: 'starting', cause: 'No record has been seen at the target yet.', next: look };
  if (exposure.ms !== null && exposure.ms > evidence.laggingAfterMs) {
    const cause = `${exposure.records} records, the oldest ${formatSeconds(exposure.ms)} old, are not at the target${lastError === undefined ? '' : `; its log says: ${lastError}`}.`;
    return { state: 'lagging', cause, next: look };
  }
  if (lastError !== undefined) return { state: 'faulted', cause: `Its log says: ${lastError}`, next: look };
  return { state: 'running', cause: `${exposure.records} records are not at the target yet.`, next: 'Nothing to do.' };
}

/** Lines of a log that tell of trouble: errors, and warnings of connections and requests that got no answer. */
export function telling(line: string): boolean {
  if (/\bERROR\b|\bFATAL\b/.test(line)) return true;
  return (
    /\bWARN\b/.test(line) &&
    /TIMED_OUT|TimeoutException|could not be established|Bootstrap broker .* disconnected/.test(line)
  );
}
