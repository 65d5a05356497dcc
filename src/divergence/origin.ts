// Where a recovered record came from: its headers, and the producer id of a recovery. Pure.
import { createHash } from 'node:crypto';
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { RecordHeader } from '../wire/core.ts';

const PREFIX = 'tideover.origin.';

export interface Origin extends TopicPartition {
  readonly site: string;
  readonly offset: number;
}

/** `tideover.origin.site|topic|partition|offset`, all text. */
export function originHeaders(origin: Origin): readonly RecordHeader[] {
  const values = { site: origin.site, topic: origin.topic, partition: origin.partition, offset: origin.offset };
  return Object.entries(values).map(([name, value]) => ({
    key: Buffer.from(PREFIX + name),
    value: Buffer.from(String(value)),
  }));
}

/** Null when a record carries no whole set of origin headers. The last of equal names counts, as consumers read them. */
export function originOf(headers: readonly RecordHeader[]): Origin | null {
  if (headers.length < 4) return null;
  const values = new Map<string, string>();
  for (const { key, value } of headers) {
    const name = key.toString('utf8');
    if (name.startsWith(PREFIX) && value !== null) values.set(name.slice(PREFIX.length), value.toString('utf8'));
  }
  const site = values.get('site');
  const topic = values.get('topic');
  const partition = Number(values.get('partition') ?? Number.NaN);
  const offset = Number(values.get('offset') ?? Number.NaN);
  if (site === undefined || topic === undefined) return null;
  return Number.isSafeInteger(partition) && Number.isSafeInteger(offset) ? { site, topic, partition, offset } : null;
}

/** Ids of recoveries lie in [2^62 + 2^61, 2^62 + 2^61 + 2^47): above every id that a cluster hands out in practice. */
const FIRST_RECOVERY_ID = 2n ** 62n + 2n ** 61n;

/**
 * One producer id per archive and partition, the same for every attempt: a second attempt finds by it what the first has
 * written, and the broker refuses the same sequence twice.
 */
export function recoveryProducerId(archive: string, partition: TopicPartition): bigint {
  const hash = createHash('sha256')
    .update(`${archive}\n${keyOf(partition)}`)
    .digest();
  return FIRST_RECOVERY_ID + BigInt(hash.readUIntBE(0, 6) % 2 ** 47);
}
