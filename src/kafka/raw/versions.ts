// Versions: what a broker speaks of what we speak, asked once per connection (ApiVersions v3, KIP-511).
import { API_VERSIONS, CODECS } from '../../wire/core.ts';
import { Failure } from '../failure.ts';
import type { RawConnection } from './connection.ts';

const ASKED_VERSION = 3;
const SOFTWARE = { softwareName: 'tideover', softwareVersion: '0' };

/** Caps below what both sides know, by API key: a way round a broker's error, and how tests try old versions. */
export type VersionCaps = Readonly<Record<number, number>>;

/** Highest usable version by API key; keys without one are left out. Throws Failure. */
export async function askVersions(
  connection: RawConnection,
  caps: VersionCaps,
  boundMs: number,
): Promise<ReadonlyMap<number, number>> {
  const parts = API_VERSIONS.encodeRequest(SOFTWARE, ASKED_VERSION);
  const { frame, bodyAt } = await connection.send(API_VERSIONS.key, ASKED_VERSION, parts, boundMs);
  const answer = API_VERSIONS.decodeResponse(frame, bodyAt, ASKED_VERSION);
  if (answer.error !== 0) {
    const sentence = `${connection.where}: Kafka error ${answer.error} to ApiVersions v${ASKED_VERSION}`;
    throw new Failure('unsupported', sentence, answer.error);
  }
  const usable = new Map<number, number>();
  for (const { key, versions } of CODECS) {
    const spoken = answer.apis.find((one) => one.key === key);
    if (spoken === undefined) continue;
    const highest = Math.min(versions[1], spoken.highest, caps[key] ?? Infinity);
    if (highest >= Math.max(versions[0], spoken.lowest)) usable.set(key, highest);
  }
  return usable;
}
