// Loads @platformatic/kafka when a cluster is first needed: it costs 0.4 s, so that no door may load it at import.

import type * as Library from '@platformatic/kafka';

export type KafkaLibrary = typeof Library;

/** The client library; Node keeps it after the first call. */
export function loadLibrary(): Promise<KafkaLibrary> {
  return import('@platformatic/kafka');
}

/** One topic of a Metadata v12 answer. */
export type MetadataTopic = Awaited<ReturnType<KafkaLibrary['metadataV12']['api']['async']>>['topics'][number];
