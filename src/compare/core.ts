// The pure door of compare: shapes of a comparison, the walk over two logs, fingerprints of records.
export type {
  CompareCheckpoint,
  ComparedRange,
  CompareProgress,
  CompareRequest,
  LogSpan,
  OpenKey,
  PartitionComparison,
  RangeKind,
  RecordFingerprint,
  Side,
} from './contract.ts';
export { COMPARE_ERRORS } from './errors.ts';
export { COMPARE_EVENTS } from './events.ts';
export { fingerprintOf } from './fingerprint.ts';
export { chunkOf } from './log-piece.ts';
export type { FetchedRecords, LogChunk, LogPiece } from './log-piece.ts';
export { Walk } from './walk.ts';
export type { WalkOptions } from './walk.ts';
