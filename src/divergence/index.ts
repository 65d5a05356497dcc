// The acting door of divergence: find, export, read back, classify, recover.
export { openArchive } from './archive.ts';
export type { TailArchive } from './archive.ts';
export { classifyTail } from './classify-tail.ts';
export type { ClassifiedPartition, ClassifyOptions, TailClassification } from './classify-tail.ts';
export { ARCHIVE_JOURNAL, exportTail } from './export-tail.ts';
export type { ExportOptions } from './export-tail.ts';
export { findDivergence } from './find.ts';
export type { FindOptions } from './find.ts';
export { readBackTail } from './read-back.ts';
export type { ReadBackOptions, TailProof } from './read-back.ts';
export { planRecovery, recoverTail } from './recover-tail.ts';
export type { RecoverOptions } from './recover-tail.ts';
export type { DivergenceWorld } from './world.ts';
