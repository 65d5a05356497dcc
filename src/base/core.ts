// The pure door of base.
export { EXIT, TideError, errorsOf, isTideError } from './error.ts';
export type { ErrorCode, ErrorFields, ErrorRow, ErrorTable, ExitName } from './error.ts';
export { AssertionBroken, assert, unreachable } from './assert.ts';
export type { Clock } from './clock.ts';
export { randomOf } from './random.ts';
export type { Random } from './random.ts';
export { keyOf } from './topic-partition.ts';
export type { TopicPartition } from './topic-partition.ts';
export { formatBytes, formatCount, formatSeconds, parseBytes, parseDuration } from './units.ts';
export type { Emit, EventTable, TideEvent } from './event.ts';
