// ApiVersions (18): the one request that every listener answers before authentication.

/**
 * ApiVersions Request (Version: 0) => (no fields), with header v1. Complete with its length: ready for a socket.
 * `clientId` is ASCII.
 */
export function encodeApiVersionsRequest(correlationId: number, clientId: string): Uint8Array {
  const id = new TextEncoder().encode(clientId);
  const bytes = new Uint8Array(4 + 10 + id.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, bytes.length - 4);
  view.setInt16(4, 18);
  view.setInt16(6, 0);
  view.setInt32(8, correlationId);
  view.setInt16(12, id.length);
  bytes.set(id, 14);
  return bytes;
}
