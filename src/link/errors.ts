// Errors of the link: each is also the fault of a partition, told in its status.
import { type ErrorTable, errorsOf } from '../base/core.ts';
import type { Fault } from './view.ts';

export const LINK_ERRORS = {
  TIDE_LINK_ALIEN: {
    exit: 'FAIL',
    retriable: false,
    what: (f) =>
      `The target's log holds records that this link did not write, at offsets ${f['from']} to ${f['to']} (end not included).`,
    why: (f) =>
      `${f['detail']} Another writer has appended to the copy. The partition is quarantined; nothing more is written to it.`,
    next: () =>
      'Take WRITE on the mirrored topic away from everybody but the link, export the named range, then copy the partition anew.',
  },
  TIDE_LINK_DIVERGED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The target's log is not the beginning of the source's: ${f['detail']}`,
    why: () => 'Going on would put one history on top of another, with no error from Kafka. Nothing was written.',
    next: () =>
      'Find the point where they part (tideover replicate verify), then fail back in mode recreate or shift with that point.',
  },
  TIDE_LINK_UNPROVEN: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `The target holds records up to offset ${f['at']} that cannot be compared with the source.`,
    why: () =>
      'The source no longer holds those offsets and the records at the target were written by somebody else: whether both are one history is unknown.',
    next: () =>
      'Start the link with the log end that was verified (targetLogEnd), or copy the topic anew; it goes on by itself when retention has emptied the target.',
  },
  TIDE_LINK_TRUNCATED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) =>
      `The source's log ends at ${f['end']}, below what the target already holds (source offset ${f['at']}).`,
    why: (f) => `${f['detail']} The target holds records that the source has lost: they are the only copy.`,
    next: () =>
      'Decide which site is right; the target is ahead and was not touched. Export its tail before anything is copied anew.',
  },
  TIDE_LINK_RECREATED_SOURCE: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The source topic was deleted and created again: its id was ${f['was']} and is ${f['is']}.`,
    why: () => 'The new topic is another log. The copy of the old one is kept as it is.',
    next: () =>
      'Keep the copy under another name if it is wanted, delete it, and start the next generation of the flow.',
  },
  TIDE_LINK_RECREATED_TARGET: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The target topic was deleted and created again: its id was ${f['was']} and is ${f['is']}.`,
    why: () => 'Somebody replaced the copy while the link was writing to it.',
    next: () =>
      'Find out who deletes topics at the target, then start the link anew; it copies the topic from its beginning.',
  },
  TIDE_LINK_RETENTION_HOLE: {
    exit: 'FAIL',
    retriable: true,
    what: (f) =>
      `The source no longer holds offsets ${f['from']} to ${f['to']} (end not included), which were not copied yet.`,
    why: () => 'Retention at the source overtook the reader. Those records are lost to the copy.',
    next: () =>
      "Allow hidden fillers (fillers: 'hidden') to go on behind the hole with offsets kept, or copy the topic anew.",
  },
  TIDE_LINK_TRANSACTIONS: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The source holds a transaction marker or aborted records at offset ${f['at']}.`,
    why: () => 'No client may write those offsets; with nothing in their place every later offset would differ.',
    next: () => "Declare fillers: 'hidden' for this flow, or leave the topic out of it.",
  },
  TIDE_LINK_COMPACTED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `Compaction has removed records from the source at offset ${f['at']}: ${f['detail']}`,
    why: () => 'The removed offsets need something in their place, or every later offset would differ.',
    next: () => "Declare fillers: 'hidden' for this flow, or leave the topic out of it.",
  },
  TIDE_LINK_OLD_FORMAT: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The source holds a message set of the old format at offset ${f['at']}.`,
    why: (f) => `${f['detail']} Formats before Kafka 0.11 cannot be produced any more.`,
    next: () => 'Wait until retention has removed the old segments, or leave the topic out of the flow.',
  },
  TIDE_LINK_CORRUPT: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The batch that the source sent for offset ${f['at']} is damaged.`,
    why: (f) => `${f['detail']} Nothing of it was written; it is fetched again.`,
    next: () => 'Check the disk of the source leader (kafka-dump-log.sh); move the leader to another replica.',
  },
  TIDE_LINK_TOO_LARGE: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The target refused a batch at offset ${f['at']} as too large (${f['kafka']}).`,
    why: () => 'max.message.bytes of the target topic is below the size of a batch that the source holds.',
    next: () =>
      "Raise max.message.bytes of the target topic to at least the source topic's; the partition goes on by itself.",
  },
  TIDE_LINK_RIGHT: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The ${f['side']} refused the link (${f['kafka']}).`,
    why: (f) => `The link needs ${f['needs']}.`,
    next: () => 'Give the right back (kafka-acls.sh --add); the partition goes on by itself.',
  },
  TIDE_LINK_TARGET_STORAGE: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The target cannot store records (${f['kafka']}).`,
    why: () => 'A log directory of the leader is full or failed.',
    next: () => 'Free or add disk at the target leader, or move the partition; it goes on by itself.',
  },
  TIDE_LINK_TIMESTAMP: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The target refused a batch at offset ${f['at']} because of its timestamps (${f['kafka']}).`,
    why: () => 'message.timestamp.before.max.ms or message.timestamp.after.max.ms of the target topic is too narrow.',
    next: () => 'Set both to 9223372036854775807 on the target topic; the partition goes on by itself.',
  },
  TIDE_LINK_MIN_ISR: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The target has too few in-sync replicas (${f['kafka']}).`,
    why: () => 'With acks=all the leader takes nothing below min.insync.replicas.',
    next: () =>
      'Bring the target brokers back (kafka-topics.sh --describe --under-min-isr-partitions); it goes on by itself.',
  },
  TIDE_LINK_KAFKA_REFUSED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The ${f['side']} refused a request of the link: ${f['kafka']}.`,
    why: (f) => `${f['detail']}`,
    next: () => "Look the code up in Kafka's protocol guide; the link tries again by itself with growing waits.",
  },
  TIDE_LINK_SOURCE_MISSING: {
    exit: 'FAIL',
    retriable: true,
    what: () => 'The partition does not exist at the source any more.',
    why: () =>
      'The topic was deleted, or the right to describe it was taken away. The copy is kept: the link never deletes.',
    next: () => 'Leave the topic out of the flow if it is gone for good.',
  },
  TIDE_LINK_TARGET_MISSING: {
    exit: 'FAIL',
    retriable: true,
    what: () => 'The partition does not exist at the target yet.',
    why: () => 'The topic was not created there, has fewer partitions, or may not be described.',
    next: () => 'Apply the topic plan (tideover replicate plan), or create it; the partition begins by itself.',
  },
  TIDE_LINK_NO_LEADER: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `Nobody leads the partition at the ${f['side']}.`,
    why: () => 'All in-sync replicas are down, or an election is under way.',
    next: () => 'Bring the brokers back (kafka-topics.sh --describe --unavailable-partitions); it goes on by itself.',
  },
  TIDE_LINK_MOVING: {
    exit: 'FAIL',
    retriable: true,
    what: () => 'The log end of the target does not stand still.',
    why: () => 'Another writer, or another instance of this link, appends all the time.',
    next: () => 'Stop the other writer; the partition goes on by itself when two readings agree.',
  },
  TIDE_LINK_UNREACHABLE: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `The ${f['side']} does not answer.`,
    why: (f) => `${f['detail']}`,
    next: () => 'Check the network and the brokers; the link tries again by itself with growing waits.',
  },
  TIDE_LINK_BROKEN: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The link stopped this partition because an assertion of its own broke: ${f['detail']}`,
    why: () => 'This is a mistake of the program. Nothing more is written to the partition, so that it cannot do harm.',
    next: () => 'Report the sentence above. The other partitions go on; verify this one (tideover replicate verify).',
  },
  TIDE_LINK_DRAIN_LATE: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The link did not drain within ${f['withinMs']} ms: ${f['behind']} partitions are behind.`,
    why: (f) => `${f['detail']}`,
    next: () => 'See which partitions are held up (tideover replicate status), then drain again.',
  },
  TIDE_LINK_STOPPED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The link of flow ${f['flow']} has stopped.`,
    why: () => 'A stopped link does nothing any more.',
    next: () => 'Start it again.',
  },
} as const satisfies ErrorTable;

export const linkError = errorsOf(LINK_ERRORS);

/** The same row as the fault of a partition. */
export function faultOf(
  code: keyof typeof LINK_ERRORS,
  fields: Readonly<Record<string, string | number | boolean | undefined>> = {},
): Fault {
  const error = linkError(code, fields);
  return { code, say: `${error.message} ${error.why}`, next: error.next };
}
