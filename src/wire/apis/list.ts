// The list of codecs: one file per API key.
import { API_VERSIONS } from './api-versions.ts';
import type { Codec } from './codec.ts';
import { DELETE_RECORDS } from './delete-records.ts';
import { DESCRIBE_PRODUCERS } from './describe-producers.ts';
import { FETCH } from './fetch.ts';
import { INIT_PRODUCER_ID } from './init-producer-id.ts';
import { LIST_OFFSETS } from './list-offsets.ts';
import { METADATA } from './metadata.ts';
import { OFFSET_FOR_LEADER_EPOCH } from './offset-for-leader-epoch.ts';
import { PRODUCE } from './produce.ts';
import { WRITE_TXN_MARKERS } from './write-txn-markers.ts';

export const CODECS: readonly Codec<unknown, unknown>[] = [
  PRODUCE,
  FETCH,
  LIST_OFFSETS,
  METADATA,
  API_VERSIONS,
  DELETE_RECORDS,
  INIT_PRODUCER_ID,
  OFFSET_FOR_LEADER_EPOCH,
  WRITE_TXN_MARKERS,
  DESCRIBE_PRODUCERS,
];
