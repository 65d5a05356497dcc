// The errors of the compare room: why two logs could not be compared to the end.
import { type ErrorFields, type ErrorTable, errorsOf } from '../base/core.ts';

const text = (fields: ErrorFields, name: string): string => String(fields[name] ?? 'unknown');
const log = (fields: ErrorFields): string => `${text(fields, 'partition')} of cluster ${text(fields, 'cluster')}`;

export const COMPARE_ERRORS = {
  TIDE_COMPARE_NO_PARTITION: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `There is no ${log(f)} to compare.`,
    why: (f) => `The cluster does not know the topic or has fewer partitions: ${text(f, 'detail')}.`,
    next: (f) =>
      `List it with kafka-topics.sh --describe --topic ${text(f, 'topic')}; when it should be there, start or repair the replication of the topic first.`,
  },
  TIDE_COMPARE_RECREATED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The topic of ${log(f)} was deleted or made anew while it was compared.`,
    why: (f) => `Its topic id was ${text(f, 'topicId')} when the comparison began; ${text(f, 'detail')}.`,
    next: () =>
      'What was compared so far belongs to the topic that is gone: throw its checkpoint away and compare from the beginning.',
  },
  TIDE_COMPARE_TRUNCATED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The log ${log(f)} was cut back while it was compared.`,
    why: (f) =>
      `Offset ${text(f, 'position')} was readable and is not any more: ${text(f, 'detail')}. An unclean leader election does this.`,
    next: (f) =>
      `Records from offset ${text(f, 'end')} on are lost or changed at ${text(f, 'cluster')}: stop the replication of this partition, then compare it again from that offset.`,
  },
  TIDE_COMPARE_DENIED: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The log ${log(f)} may not be read with this identity.`,
    why: (f) => `The broker answered ${text(f, 'detail')}; comparing needs READ and DESCRIBE on the topic.`,
    next: (f) =>
      `Grant it: kafka-acls.sh --add --allow-principal User:NAME --operation Read --operation Describe --topic ${text(f, 'topic')}, then go on from the checkpoint.`,
  },
  TIDE_COMPARE_STALLED: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `Reading ${log(f)} made no progress at offset ${text(f, 'position')} for ${text(f, 'boundMs')} ms.`,
    why: (f) => `The last answer was: ${text(f, 'detail')}.`,
    next: (f) =>
      `Look at the leader with kafka-topics.sh --describe --topic ${text(f, 'topic')}; when it is back, go on from the checkpoint.`,
  },
  TIDE_COMPARE_REFUSED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The log ${log(f)} cannot be read at offset ${text(f, 'position')}.`,
    why: (f) => `The broker answered ${text(f, 'detail')}.`,
    next: () => "Read the broker's log about this partition; a damaged segment on its disk is the usual cause.",
  },
  TIDE_COMPARE_CHECKPOINT: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The checkpoint does not belong to this comparison of ${text(f, 'partition')}.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () => 'Name the right checkpoint, or start the comparison without one.',
  },
  TIDE_COMPARE_RANGE: {
    exit: 'USAGE',
    retriable: false,
    what: (f) =>
      `The range to compare of ${text(f, 'partition')} is none: from ${text(f, 'from')} to ${text(f, 'to')}.`,
    why: () => 'A range begins at 0 or above and its end is not below its beginning.',
    next: () => 'Give source offsets, the second not below the first, or leave both out to compare all that both hold.',
  },
} as const satisfies ErrorTable;

export const compareError = errorsOf(COMPARE_ERRORS);
