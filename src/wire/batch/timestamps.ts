// Create times of uncompressed records without decoding them.
import { HEADER_BYTES } from './layout.ts';
import { RecordWalker } from './record-walker.ts';
import type { BatchHeader } from './shapes.ts';

/** Latest create time of an uncompressed batch that has been checked; its base timestamp when it is empty. */
export function latestTimestamp(buffer: Uint8Array, header: BatchHeader): number {
  const walker = new RecordWalker(buffer, header.at + HEADER_BYTES, header.at + header.bytes, header);
  let latest = -Infinity;
  while (walker.next()) latest = Math.max(latest, header.baseTimestamp + walker.timestampDelta);
  return latest === -Infinity ? header.baseTimestamp : latest;
}
