// The acting door of compare: walks the logs of two live clusters, once or for ever. Reads only.
export { compareAll } from './compare-all.ts';
export type { CompareAllOptions, CompareOutcome } from './compare-all.ts';
export { compareLogs, comparePartition } from './compare-partition.ts';
export type { CompareOptions } from './compare-partition.ts';
export { COMPARE_ERRORS } from './errors.ts';
export { COMPARE_EVENTS } from './events.ts';
export { LogReader } from './log-reader.ts';
export type { LogReaderOptions, ReadableLog } from './log-reader.ts';
export { Pace } from './pace.ts';
export { sampler } from './sampler.ts';
export type { SampleFinding, Sampler, SamplerOptions, SamplerStatus } from './sampler.ts';
export { DEFAULT_COMPARE_BOUNDS } from './world.ts';
export type { CompareBounds } from './world.ts';
