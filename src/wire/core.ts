// The pure door of wire: Kafka's bytes, without sockets.
export { API_KEYS, apiName, apiOf, apiOfName, requestHeaderVersion, responseHeaderVersion } from './api-keys.ts';
export type { Api } from './api-keys.ts';
export { encodeApiVersionsRequest } from './api-versions.ts';
export { canCoalesce, coalesceBatches, coalescedBytesMax } from './batch/coalesce.ts';
export type { BatchInBuffer } from './batch/coalesce.ts';
export { DECOMPRESSED_BYTES_MAX } from './batch/compression.ts';
export type { WritableCodec } from './batch/compression.ts';
export { crcOk } from './batch/crc.ts';
export { controlTypeOf, decodeRecords, recordBlock } from './batch/decode.ts';
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
export { API_VERSIONS } from './apis/api-versions.ts';
export type { ApiVersionsRequestBody, ApiVersionsResponseBody } from './apis/api-versions.ts';
export type { Codec as ApiCodec } from './apis/codec.ts';
export { DELETE_RECORDS } from './apis/delete-records.ts';
export type { DeleteRecordsRequestBody, DeleteRecordsResponseBody } from './apis/delete-records.ts';
export { DESCRIBE_PRODUCERS } from './apis/describe-producers.ts';
export type { DescribeProducersRequestBody, DescribeProducersResponseBody } from './apis/describe-producers.ts';
export { FETCH } from './apis/fetch.ts';
export type { FetchRequestBody, FetchResponseBody } from './apis/fetch.ts';
export { INIT_PRODUCER_ID } from './apis/init-producer-id.ts';
export type { InitProducerIdRequestBody, InitProducerIdResponseBody } from './apis/init-producer-id.ts';
export { CODECS } from './apis/list.ts';
export { LIST_OFFSETS } from './apis/list-offsets.ts';
export type { ListOffsetsRequestBody, ListOffsetsResponseBody } from './apis/list-offsets.ts';
export { METADATA } from './apis/metadata.ts';
export type { MetadataRequestBody, MetadataResponseBody } from './apis/metadata.ts';
export { OFFSET_FOR_LEADER_EPOCH } from './apis/offset-for-leader-epoch.ts';
export type {
  OffsetForLeaderEpochRequestBody,
  OffsetForLeaderEpochResponseBody,
} from './apis/offset-for-leader-epoch.ts';
export { PRODUCE } from './apis/produce.ts';
export type { ProduceRequestBody, ProduceResponseBody } from './apis/produce.ts';
export { WRITE_TXN_MARKERS } from './apis/write-txn-markers.ts';
export type { WriteTxnMarkersRequestBody, WriteTxnMarkersResponseBody } from './apis/write-txn-markers.ts';
export { ZERO_UUID } from './apis/types.ts';
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
