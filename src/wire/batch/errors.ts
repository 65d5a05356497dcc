// Errors of record batches: bytes that are no batch, no records, or not what may be done with them.
import { errorsOf } from '../../base/core.ts';
import type { ErrorTable } from '../../base/core.ts';

const REPORT =
  'Read the same offsets with kafka-dump-log.sh --deep-iteration on the broker that served them; if it complains too, the log is damaged there and another replica has to serve; if not, report this error with its output.';

export const WIRE_BATCH_ERRORS = {
  TIDE_WIRE_BATCH_CUT: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `A record batch at byte ${f['at']} is cut: ${f['need']} bytes needed, ${f['have']} there.`,
    why: () => 'The batch was read from a buffer that does not hold all of it.',
    next: () => REPORT,
  },
  TIDE_WIRE_BATCH_LENGTH: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `A record batch at byte ${f['at']} announces ${f['length']} bytes; allowed are 49 to ${f['most']}.`,
    why: () => 'The bytes are no record batch, or they were damaged on their way.',
    next: () => REPORT,
  },
  TIDE_WIRE_BATCH_HEADER: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The ${f['field']} in the header of a record batch is ${f['value']}, which no broker writes.`,
    why: () => 'The bytes are no record batch, or they were damaged on their way.',
    next: () => REPORT,
  },
  TIDE_WIRE_BATCH_MAGIC: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `A record batch at byte ${f['at']} has message format ${f['magic']}; only format 2 can be read.`,
    why: () =>
      'Formats 0 and 1 were written by clients older than Kafka 0.11 (log.message.format.version); no broker from 4.0 on holds them.',
    next: () =>
      'Let retention or DeleteRecords remove the old segments, or rewrite the topic with a current producer, then start again.',
  },
  TIDE_WIRE_BATCH_CRC: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) => `The CRC of the record batch with base offset ${f['baseOffset']} does not match its bytes.`,
    why: (f) =>
      `Its header says ${f['said']}, its bytes give ${f['found']}: a bit was changed on disk, in memory or on the wire.`,
    next: () => REPORT,
  },
  TIDE_WIRE_BATCH_RECORD: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) =>
      `Record ${f['index']} of the batch with base offset ${f['baseOffset']} cannot be read: ${f['detail']}.`,
    why: () => 'The CRC is right, so the producer wrote it this way, or the bytes are no Kafka records.',
    next: () => REPORT,
  },
  TIDE_WIRE_BATCH_NUMBER: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `A timestamp in the batch with base offset ${f['baseOffset']} lies beyond 2^52 ms.`,
    why: () => 'It cannot be computed with exactly, and a rounded timestamp would be a wrong one.',
    next: () =>
      'The batch is copied whole all the same; compare it by its bytes, or correct the producer that set this timestamp.',
  },
  TIDE_WIRE_BATCH_CODEC: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The batch with base offset ${f['baseOffset']} is compressed with codec number ${f['codec']}.`,
    why: () => 'Known are 0 none, 1 gzip, 2 snappy, 3 lz4 and 4 zstd.',
    next: () => REPORT,
  },
  TIDE_WIRE_BATCH_COMPRESSED: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The ${f['codec']} data of a record batch cannot be decompressed: ${f['detail']}.`,
    why: () => 'The CRC is right, so the producer wrote it this way, or the bytes are no Kafka records.',
    next: () => REPORT,
  },
  TIDE_WIRE_BATCH_LARGE: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `A record batch (codec ${f['codec']}) takes more than ${f['most']} bytes when unpacked.`,
    why: () => 'Memory is bounded; a batch this large is a compression bomb or far outside usual settings.',
    next: () => 'The batch is copied whole all the same; compare it by its bytes.',
  },
  TIDE_WIRE_BATCH_COALESCE: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `Record batches cannot be put together: the one with base offset ${f['baseOffset']} ${f['detail']}.`,
    why: () =>
      'Only uncompressed data batches without holes that follow each other become one batch with equal offsets.',
    next: () => 'Send these batches one by one, and report this error: whoever called should have asked first.',
  },
} as const satisfies ErrorTable;

export const batchError = errorsOf(WIRE_BATCH_ERRORS);
