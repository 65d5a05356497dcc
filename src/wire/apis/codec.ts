// Codec: request and response of one API key, both directions, from their grammar.
import { apiName } from '../api-keys.ts';
import { wireError } from '../errors.ts';
import { Reader } from './reader.ts';
import type { Type } from './types.ts';
import { Writer } from './writer.ts';

/** Bodies only: headers are in `../request-header.ts` and `../response-header.ts`. Every version in the range is flexible (KIP-482). */
export interface Codec<Request, Response> {
  readonly key: number;
  /** Lowest and highest version that this codec reads and writes. */
  readonly versions: readonly [lowest: number, highest: number];
  /** To be sent one after the other; byte strings of records are the buffers that were handed in. */
  encodeRequest(request: Request, version: number): Uint8Array[];
  /** `at`: where the body begins. Throws TIDE_WIRE_... when the body is not exactly one message of that version. */
  decodeRequest(bytes: Buffer, at: number, version: number): Request;
  encodeResponse(response: Response, version: number): Uint8Array[];
  decodeResponse(bytes: Buffer, at: number, version: number): Response;
}

export function codec<Request, Response>(
  key: number,
  versions: readonly [lowest: number, highest: number],
  request: Type<Request>,
  response: Type<Response>,
): Codec<Request, Response> {
  const encode = <T>(type: Type<T>, value: T, version: number): Uint8Array[] => {
    checkVersion(key, versions, version);
    const writer = new Writer();
    type.write(writer, value, version);
    return writer.parts();
  };
  const decode = <T>(type: Type<T>, bytes: Buffer, at: number, version: number): T => {
    checkVersion(key, versions, version);
    const reader = new Reader(bytes, at);
    const value = type.read(reader, version);
    reader.finish();
    return value;
  };
  return {
    key,
    versions,
    encodeRequest: (value, version) => encode(request, value, version),
    decodeRequest: (bytes, at, version) => decode(request, bytes, at, version),
    encodeResponse: (value, version) => encode(response, value, version),
    decodeResponse: (bytes, at, version) => decode(response, bytes, at, version),
  };
}

function checkVersion(key: number, [lowest, highest]: readonly [number, number], version: number): void {
  if (version < lowest || version > highest) {
    throw wireError('TIDE_WIRE_VERSION', { api: apiName(key), version, lowest, highest });
  }
}
