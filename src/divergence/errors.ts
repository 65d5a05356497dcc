// The errors of divergence: what stands between a tail and its safe keeping, or between the archive and the survivor.
import { type ErrorFields, type ErrorTable, errorsOf } from '../base/core.ts';

const text = (fields: ErrorFields, name: string, otherwise = 'unknown'): string => String(fields[name] ?? otherwise);
const where = (fields: ErrorFields): string => `${text(fields, 'partition')} of ${text(fields, 'cluster')}`;

export const DIVERGENCE_ERRORS = {
  TIDE_DIVERGENCE_READ: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `The log of ${where(f)} could not be read at offset ${text(f, 'offset')}.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () =>
      'See that the partition has a leader (kafka-topics.sh --describe --unavailable-partitions) and that this principal may READ and DESCRIBE the topic, then repeat; what is archived already is kept.',
  },
  TIDE_DIVERGENCE_NO_PARTITION: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `There is no partition ${where(f)}.`,
    why: () => 'The cut names it, but the cluster does not know it: the topic was deleted, or never grew so far.',
    next: () =>
      'Look at the topic with kafka-topics.sh --describe; bring it back with as many partitions, then repeat.',
  },
  TIDE_DIVERGENCE_HIDDEN: {
    exit: 'FAIL',
    retriable: true,
    what: (f) =>
      `Offsets ${text(f, 'from')} to ${text(f, 'to')} of ${where(f)} exist and cannot be read yet: the high watermark is ${text(f, 'highWatermark')}.`,
    why: () =>
      'A leader shows only what every in-sync replica holds. Replicas of this partition are down or still catching up.',
    next: () =>
      'Start the other brokers of that cluster and wait until kafka-topics.sh --describe --under-replicated-partitions is empty, then repeat. Do not elect a leader uncleanly: that throws these records away.',
  },
  TIDE_DIVERGENCE_LOG_MOVED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The log of ${where(f)} changed while it was read, at offset ${text(f, 'offset')}.`,
    why: (f) => `${text(f, 'detail')}. What was read before and after need not belong together.`,
    next: () =>
      'Freeze retention on that cluster (retention.ms=-1, retention.bytes=-1) and see that no unclean election happens, then begin again from findDivergence.',
  },
  TIDE_DIVERGENCE_DAMAGED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `A batch at offset ${text(f, 'offset')} of ${where(f)} is damaged.`,
    why: (f) => `${text(f, 'detail')}. The log itself holds it so; no copy of it can be right.`,
    next: () =>
      'Read that offset from another replica (move the leadership there with kafka-leader-election.sh), then repeat. The archive was not completed.',
  },
  TIDE_DIVERGENCE_STILL_WRITTEN: {
    exit: 'FAIL',
    retriable: false,
    what: (f) =>
      `${where(f)} was written after its tail was measured: it ended at ${text(f, 'before')}, now at ${text(f, 'after')}.`,
    why: () => 'The retired site takes writes: its fence does not hold, or a client reaches it past the fence.',
    next: (f) =>
      `Fence ${text(f, 'cluster')} (only its admin listener may be open), then begin again from findDivergence; the archive was not completed.`,
  },
  TIDE_DIVERGENCE_DISK: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The archive file ${text(f, 'file')} could not be written.`,
    why: (f) =>
      `${text(f, 'detail')}. There is no manifest, so nobody can take the archive for a whole one; partitions that were finished are kept.`,
    next: () => 'Make room (df -h) or give rights on the folder, then repeat the same command: it goes on.',
  },
  TIDE_DIVERGENCE_ARCHIVE: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The archive ${text(f, 'directory')} is not whole: ${text(f, 'file')}.`,
    why: (f) => `${text(f, 'why')}.`,
    next: () =>
      'Nothing may be destroyed and nothing is recovered on its word. While the retired site still holds the tail, export it again into a new folder; else restore the file from a backup of the archive.',
  },
  TIDE_DIVERGENCE_OTHER_TAIL: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The folder ${text(f, 'directory')} holds the archive of another tail.`,
    why: (f) => `${text(f, 'why')}.`,
    next: () => 'Name a new folder. An archive is never written over.',
  },
  TIDE_DIVERGENCE_NOT_THE_LOG: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The archive of ${text(f, 'partition')} is not what ${text(f, 'cluster')} holds now.`,
    why: (f) => `${text(f, 'why')}.`,
    next: (f) =>
      `Destroy nothing at ${text(f, 'cluster')}. Look whether something wrote there or retention ran, then export again into a new folder.`,
  },
  TIDE_DIVERGENCE_SEAL: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The encrypted archive file ${text(f, 'file')} cannot be opened.`,
    why: (f) => `${text(f, 'why')}.`,
    next: () =>
      'Use the key that the archive was made with (its keyId stands in manifest.json); if it is that key, the file was altered: restore it.',
  },
  TIDE_DIVERGENCE_KEY: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The key of the archive cannot be used (${text(f, 'source')}).`,
    why: (f) => `${text(f, 'why')}.`,
    next: () =>
      'A key is 32 bytes: make one with `openssl rand -hex 32 > archive.key` and keep it apart from the archive.',
  },
  TIDE_DIVERGENCE_TAIL_LARGE: {
    exit: 'FAIL',
    retriable: false,
    what: (f) =>
      `The tail of ${text(f, 'partition')} has more than ${text(f, 'recordsMax')} records, the most that are compared in memory.`,
    why: () => 'Which of them the survivor has is decided with one hash per record of the tail held in memory.',
    next: () =>
      'Raise tailRecordsMax (about 400 bytes of memory each) and repeat. The archive is complete whatever its size.',
  },
  TIDE_DIVERGENCE_UNSEEN: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) =>
      `${where(f)} no longer holds offsets ${text(f, 'from')} to ${text(f, 'to')}, which came after the point.`,
    why: () =>
      'Retention removed them, so nobody can tell which records of the tail a producer had written there once more: recovering could repeat some.',
    next: () =>
      'Accept that in words (acceptUnseen) where a repeated record does no harm, or send this topic to a quarantine topic.',
  },
  TIDE_DIVERGENCE_PENDING: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `${text(f, 'records')} records of the tail lie at ${where(f)} in a transaction that has not ended.`,
    why: () => 'When it commits the survivor has them; when it aborts they are missing.',
    next: () =>
      'Wait until the transaction has ended (kafka-transactions.sh find-hanging; transaction.timeout.ms bounds it), then repeat.',
  },
  TIDE_DIVERGENCE_UNDECIDED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The recovery waits for a decision: ${text(f, 'undecided')}.`,
    why: () => 'Both sites wrote these keys; either order of the two values may be the right one. Nothing was written.',
    next: () =>
      'Add a rule for the class conflicting (recover, quarantine, skip-if-newer or discard), for one topic or for all, then repeat.',
  },
  TIDE_DIVERGENCE_POLICY: {
    exit: 'CONFIG',
    retriable: false,
    what: () => 'The recovery policy cannot be used.',
    why: (f) => `${text(f, 'problems')}.`,
    next: () => 'Correct the rules, look at the plan again, then repeat. Nothing was written.',
  },
  TIDE_DIVERGENCE_NOT_WRITTEN: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `Records of the tail could not be written to ${where(f)}.`,
    why: (f) => `${text(f, 'detail')}. Records written before are in the journal and at the survivor.`,
    next: () => 'Take away the cause, then repeat the same command: it goes on and writes nothing twice.',
  },
  TIDE_DIVERGENCE_READ_BACK: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `What was written to ${where(f)} at offset ${text(f, 'offset')} was not read back as it was sent.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () =>
      'Stop here: an acknowledged offset that holds another record means that the log was changed below. Keep the archive, and compare the sites before anything else.',
  },
} as const satisfies ErrorTable;

export const divergenceError = errorsOf(DIVERGENCE_ERRORS);
