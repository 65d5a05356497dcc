// ApiVersions (18), versions 3 and 4: which versions of which API a broker speaks (KIP-511, KIP-584).
import { type Codec, codec } from './codec.ts';
import { Reader } from './reader.ts';
import { struct, tagged } from './struct.ts';
import { array, bool, int16, int32, int64, type Of, string } from './types.ts';

/** ApiVersions Request => client_software_name client_software_version TAG_BUFFER; COMPACT_STRING each, [a-zA-Z0-9-.] only */
const request = struct({ softwareName: string, softwareVersion: string });

/**
 * ApiVersions Response => error_code [api_keys] throttle_time_ms TAG_BUFFER (tag 0: supported_features, tag 1:
 *     finalized_features_epoch, tag 2: finalized_features, tag 3: zk_migration_ready); always with response header v0
 *   api_keys => api_key min_version max_version TAG_BUFFER; INT16 each
 *   supported_features => name min_version max_version TAG_BUFFER; finalized_features => name max_version_level min_version_level TAG_BUFFER
 */
const response = struct(
  {
    error: int16,
    apis: array(struct({ key: int16, lowest: int16, highest: int16 })),
    throttleMs: int32,
  },
  {
    supportedFeatures: tagged(0, 3, array(struct({ name: string, lowest: int16, highest: int16 }))),
    finalizedFeaturesEpoch: tagged(1, 3, int64),
    finalizedFeatures: tagged(2, 3, array(struct({ name: string, highest: int16, lowest: int16 }))),
    zkMigrationReady: tagged(3, 3, bool),
  },
);

export type ApiVersionsRequestBody = Of<typeof request>;
export type ApiVersionsResponseBody = Of<typeof response>;

const UNSUPPORTED_VERSION = 35;
const plain = codec(18, [3, 4], request, response);

/** A broker that does not know the version of the request answers with version 0 and error 35 (KIP-511). */
export const API_VERSIONS: Codec<ApiVersionsRequestBody, ApiVersionsResponseBody> = {
  ...plain,
  decodeResponse: (bytes, at, version) => {
    const refused = bytes.length - at >= 2 && bytes.readInt16BE(at) === UNSUPPORTED_VERSION;
    return refused ? decodeRefusal(bytes, at) : plain.decodeResponse(bytes, at, version);
  },
  encodeResponse: (body, version) =>
    body.error === UNSUPPORTED_VERSION ? [encodeRefusal(body)] : plain.encodeResponse(body, version),
};

/** ApiVersions Response (Version: 0) => error_code [api_keys]; api_keys => api_key min_version max_version; INT16 each, classic ARRAY */
function decodeRefusal(bytes: Buffer, at: number): ApiVersionsResponseBody {
  const reader = new Reader(bytes, at);
  const error = reader.int16();
  const length = reader.classicArrayLength();
  const apis: { key: number; lowest: number; highest: number }[] = [];
  for (let index = 0; index < length; index++) {
    apis.push({ key: reader.int16(), lowest: reader.int16(), highest: reader.int16() });
  }
  reader.finish();
  const none = { supportedFeatures: null, finalizedFeaturesEpoch: null, finalizedFeatures: null };
  return { error, apis, throttleMs: 0, ...none, zkMigrationReady: null };
}

function encodeRefusal(body: ApiVersionsResponseBody): Buffer {
  const bytes = Buffer.alloc(6 + 6 * body.apis.length);
  bytes.writeInt16BE(body.error, 0);
  bytes.writeInt32BE(body.apis.length, 2);
  body.apis.forEach((api, index) => {
    bytes.writeInt16BE(api.key, 6 + 6 * index);
    bytes.writeInt16BE(api.lowest, 8 + 6 * index);
    bytes.writeInt16BE(api.highest, 10 + 6 * index);
  });
  return bytes;
}
