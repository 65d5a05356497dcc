// The pure door of wire: Kafka's bytes, without sockets.
export { API_KEYS, apiName, apiOf, apiOfName, requestHeaderVersion, responseHeaderVersion } from './api-keys.ts';
export type { Api } from './api-keys.ts';
export { encodeApiVersionsRequest } from './api-versions.ts';
export { API_VERSIONS } from './apis/api-versions.ts';
export type { ApiVersionsRequestBody, ApiVersionsResponseBody } from './apis/api-versions.ts';
export type { Codec } from './apis/codec.ts';
export { DELETE_RECORDS } from './apis/delete-records.ts';
export type { DeleteRecordsRequestBody, DeleteRecordsResponseBody } from './apis/delete-records.ts';
export { DESCRIBE_PRODUCERS } from './apis/describe-producers.ts';
export type { DescribeProducersRequestBody, DescribeProducersResponseBody } from './apis/describe-producers.ts';
export { FETCH } from './apis/fetch.ts';
export type { FetchRequestBody, FetchResponseBody } from './apis/fetch.ts';
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
