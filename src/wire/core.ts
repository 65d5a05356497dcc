// The pure door of wire: Kafka's bytes, without sockets.
export { API_KEYS, apiName, apiOf, apiOfName, requestHeaderVersion, responseHeaderVersion } from './api-keys.ts';
export type { Api } from './api-keys.ts';
export { encodeApiVersionsRequest } from './api-versions.ts';
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
