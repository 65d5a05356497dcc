// Request header: what a request is, and which answer will belong to it.
import { requestHeaderVersion } from './api-keys.ts';
import { wireError } from './errors.ts';
import { readInt16, readInt32, skipTaggedFields } from './integers.ts';

export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  /** null when the client gave none. */
  readonly clientId: string | null;
  /** 1 = classic, 2 = flexible (tagged fields behind the client id). */
  readonly headerVersion: 1 | 2;
  /** Where the body begins in the frame. */
  readonly bodyOffset: number;
}

/** The part that every header version has in the same place. */
export interface RequestPeek {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
}

const UTF8 = new TextDecoder();

/** Reads the first 8 bytes of a request. Throws TIDE_WIRE_TRUNCATED. */
export function peekRequest(message: Uint8Array): RequestPeek {
  if (message.length < 8)
    throw wireError('TIDE_WIRE_TRUNCATED', { part: 'request header', need: 8, have: message.length });
  return { apiKey: readInt16(message, 0), apiVersion: readInt16(message, 2), correlationId: readInt32(message, 4) };
}

/**
 * Request Header v1 => request_api_key request_api_version correlation_id client_id
 *   request_api_key => INT16, request_api_version => INT16, correlation_id => INT32, client_id => NULLABLE_STRING
 * Request Header v2 => the same, then TAG_BUFFER (the client id stays a classic string; RequestHeader.json, KIP-482)
 * An API key or version that Kafka 4.3 does not know is read as v1.
 */
export function parseRequestHeader(message: Uint8Array): RequestHeader {
  const peek = peekRequest(message);
  if (message.length < 10)
    throw wireError('TIDE_WIRE_TRUNCATED', { part: 'client id', need: 10, have: message.length });
  const length = readInt16(message, 8);
  if (length < -1) throw wireError('TIDE_WIRE_LENGTH', { part: 'client id', length });
  const end = 10 + Math.max(length, 0);
  if (message.length < end)
    throw wireError('TIDE_WIRE_TRUNCATED', { part: 'client id', need: end, have: message.length });
  const clientId = length === -1 ? null : UTF8.decode(message.subarray(10, end));
  const headerVersion = requestHeaderVersion(peek.apiKey, peek.apiVersion);
  const bodyOffset = headerVersion === 2 ? skipTaggedFields(message, end) : end;
  return { ...peek, clientId, headerVersion, bodyOffset };
}
