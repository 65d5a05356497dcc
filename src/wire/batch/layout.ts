// Where the fields of a record batch stand, and what its attribute bits mean (Kafka DefaultRecordBatch).

export const AT = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const;

/** Bytes of a batch before its records. */
export const HEADER_BYTES = AT.records;

/** Offset and length, which the length does not count. */
export const PREFIX_BYTES = AT.leaderEpoch;

export const MAGIC = 2;

export const BITS = {
  codec: 0b111,
  logAppendTime: 1 << 3,
  transactional: 1 << 4,
  control: 1 << 5,
  deleteHorizon: 1 << 6,
} as const;

/** Offset delta of a record that no client delivers. Exactly this one: others leak into some clients. */
export const HIDDEN_OFFSET_DELTA = -(2 ** 30);

/** A record takes at least: length, attributes, two deltas, two lengths, number of headers. */
export const RECORD_BYTES_LEAST = 7;
