// Error rows of the failover room.
import { type ErrorTable, errorsOf } from '../base/core.ts';

export const FAILOVER_ERRORS = {
  TIDE_FAILOVER_REFUSED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The failover from ${f.retired} to ${f.surviving} was refused: ${f.reason}.`,
    why: (f) => `Evidence: ${f.evidence}. Nothing was changed.`,
    next: (f) => String(f.next),
  },
  TIDE_FAILOVER_APPROVAL: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The failover from ${f.retired} to ${f.surviving} waits for approval: ${f.reason}.`,
    why: (f) => `The policy asks people. Evidence: ${f.evidence}. Nothing was changed.`,
    next: (f) => String(f.next),
  },
  TIDE_FAILOVER_GATE: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The failover from ${f.retired} to ${f.surviving} stopped at a gate: ${f.reason}`,
    why: () => 'Moving clients to a site that cannot take their writes makes an outage longer. Nothing was changed.',
    next: (f) =>
      `Bring the brokers of ${f.surviving} back (kafka-topics.sh --describe --under-min-isr-partitions), then repeat: ${f.resume}`,
  },
  TIDE_FAILOVER_NOT_STOPPED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `Replication ${f.mechanism} into ${f.surviving} is not proven to have stopped.`,
    why: (f) => `Evidence: ${f.evidence}. What still copies would append old records behind the clients' new ones.`,
    next: () => 'Stop the replication process by hand, see that it is gone, and resume.',
  },
  TIDE_FAILOVER_FENCE: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The fence ${f.fence} could not be raised against ${f.retired}.`,
    why: (f) => `${f.reason}`,
    next: () => 'See that the witness answers (tideover status), then resume; clients have not been moved.',
  },
  TIDE_FAILOVER_CANARY: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `${f.count} partitions of ${f.surviving} did not take a canary with acks=all: ${f.detail}.`,
    why: () => 'A partition that takes no write now would stop its producers after the switch.',
    next: () =>
      'Look at leaders and in-sync replicas (kafka-topics.sh --describe --unavailable-partitions), then resume.',
  },
  TIDE_FAILOVER_NOT_SWITCHED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The switch ${f.switch} points to ${f.found}, not to ${f.surviving}.`,
    why: () => 'It was told to switch and answered, but reading it again shows another site.',
    next: () => 'Look for another writer of the names (automation, a second operator), then resume.',
  },
  TIDE_FAILOVER_NOT_CONFIRMED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `A canary through the clients' own names did not reach ${f.surviving}.`,
    why: (f) => `The names were switched; the last attempt ended with: ${f.reason}`,
    next: () => 'Resolve a service name from a client host (getent hosts <name>), mind caches, then resume.',
  },
  TIDE_FAILOVER_NOT_COMPARED: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `${f.partition} could not be compared.`,
    why: () => 'The comparison was stopped before its turn; equality is not known.',
    next: () => 'Resume the run.',
  },
  TIDE_FAILOVER_NOT_EQUAL: {
    exit: 'FAIL',
    retriable: false,
    what: (f) =>
      `${f.count} partitions of ${f.returning} are not equal to ${f.surviving}; the first is ${f.partition}, ${f.kind} at offsets ${f.from} to ${f.to} (of ${f.surviving}): ${f.example}.`,
    why: () => 'Clients must not move to a copy that differs. They still are, or can be again, at the survivor.',
    next: () => 'Look who else wrote to the returning site, then begin a new failback; the archive of the tail stays.',
  },
  TIDE_FAILOVER_NO_ROOM: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `${f.returning} could not be made ready for a new copy of: ${f.topics}.`,
    why: () => 'The old topic is still being deleted, or the new one has no leaders yet.',
    next: () => 'Look at kafka-topics.sh --describe at the returning site, then resume.',
  },
  TIDE_FAILOVER_NOT_CAUGHT_UP: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `${f.returning} did not catch up with ${f.surviving}: ${f.behind}.`,
    why: () => 'The way back is slower than the writers, or held up; clients are at the survivor or waiting for it.',
    next: () => 'Look at: tideover replicate status. Then resume, or open the survivor again.',
  },
  TIDE_FAILOVER_NOT_OPEN: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `${f.returning} is not open to clients after: ${f.how}.`,
    why: () => 'Its client listeners do not answer.',
    next: () => 'Look at the logs of its brokers, then resume.',
  },
} as const satisfies ErrorTable;

export const failoverError = errorsOf(FAILOVER_ERRORS);
