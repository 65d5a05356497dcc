// Response header: the correlation id, and for flexible versions tagged fields.
import { responseHeaderVersion } from './api-keys.ts';
import { wireError } from './errors.ts';
import { readInt32, skipTaggedFields } from './integers.ts';

export interface ResponseHeader {
  readonly correlationId: number;
  /** 0 = classic, 1 = flexible. */
  readonly headerVersion: 0 | 1;
  readonly bodyOffset: number;
}

/**
 * Response Header v0 => correlation_id (INT32); v1 => correlation_id TAG_BUFFER (ResponseHeader.json).
 * A response does not say what it answers: the caller knows the request by its correlation id.
 */
export function parseResponseHeader(message: Uint8Array, apiKey: number, apiVersion: number): ResponseHeader {
  if (message.length < 4)
    throw wireError('TIDE_WIRE_TRUNCATED', { part: 'response header', need: 4, have: message.length });
  const correlationId = readInt32(message, 0);
  const headerVersion = responseHeaderVersion(apiKey, apiVersion);
  return { correlationId, headerVersion, bodyOffset: headerVersion === 1 ? skipTaggedFields(message, 4) : 4 };
}
