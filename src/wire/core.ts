// The pure door of wire: Kafka's bytes, without sockets.
export { API_KEYS, apiName, apiOf, apiOfName, requestHeaderVersion, responseHeaderVersion } from './api-keys.ts';
export type { Api } from './api-keys.ts';
export { encodeApiVersionsRequest } from './api-versions.ts';
export { canCoalesce, coalesceBatches, coalescedBytesMax } from './batch/coalesce.ts';
export type { BatchInBuffer } from './batch/coalesce.ts';
export { DECOMPRESSED_BYTES_MAX } from './batch/compression.ts';
export type { WritableCodec } from './batch/compression.ts';
export { crcOk } from './batch/crc.ts';
export { controlTypeOf, decodeRecords } from './batch/decode.ts';
export type { ControlType, RecordTimes } from './batch/decode.ts';
export { HOLES_MAX, denseBatch } from './batch/dense.ts';
export type { DenseRange } from './batch/dense.ts';
export { encodeBatch } from './batch/encode.ts';
export type { BatchToEncode } from './batch/encode.ts';
export { WIRE_BATCH_ERRORS } from './batch/errors.ts';
export {
  HIDDEN_FILLER_RECORDS_MAX,
  VISIBLE_FILLER_RECORDS_MAX,
  anchorBatch,
  hiddenFiller,
  visibleFiller,
} from './batch/fillers.ts';
export type { HiddenFiller, VisibleFiller } from './batch/fillers.ts';
export {
  codecOf,
  hasDeleteHorizon,
  isControl,
  isLogAppendTime,
  isSparse,
  isTransactional,
  nextOffsetOf,
  readBatchHeader,
  walkBatches,
} from './batch/header.ts';
export type { BatchHeader, BatchStamp, Codec, DecodedRecord, RecordHeader } from './batch/shapes.ts';
export { sliceBatch } from './batch/slice.ts';
export { NO_PRODUCER, lastSequenceOf, sequenceAt, stampBatch } from './batch/stamp.ts';
export { WIRE_ERRORS, wireError } from './errors.ts';
export { FrameSplitter } from './frame-splitter.ts';
export type { Frame, FrameLimits } from './frame-splitter.ts';
export { FrameWalker } from './frame-walker.ts';
export type { FrameStart } from './frame-walker.ts';
export { DEFAULT_MAX_FRAME_BYTES, readInt16, readInt32, readUint32 } from './integers.ts';
export { parseRequestHeader, peekRequest } from './request-header.ts';
export type { RequestHeader, RequestPeek } from './request-header.ts';
export { parseResponseHeader } from './response-header.ts';
export type { ResponseHeader } from './response-header.ts';
