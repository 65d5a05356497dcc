// Schema of values with a unit: durations and sizes, written as people write them, parsed to milliseconds and bytes.
import { z } from 'zod';
import { parseBytes, parseDuration } from '../../base/core.ts';

const DURATION_PATTERN = /^\d+(\.\d+)?\s*(ms|s|m|h|d)$/;
const SIZE_PATTERN = /^\d+(\.\d+)?\s*(B|KB|MB|GB|KiB|MiB|GiB|b|kb|mb|gb|kib|mib|gib)$/;

/** `250ms`, `5s`, `1.5m`, `2h`, `7d`; milliseconds after parsing. */
export function duration(description: string): z.ZodType<number, string> {
  return z
    .string({ error: 'expected a duration with its unit, such as 250ms, 5s, 15m, 2h' })
    .regex(DURATION_PATTERN, { error: 'expected a duration with its unit, such as 250ms, 5s, 15m, 2h' })
    .meta({ description, examples: ['5s'] })
    .transform((text) => parseDuration(text) ?? Number.NaN);
}

/** `512B`, `1KB`, `64KiB`, `10MB`; bytes after parsing. */
export function size(description: string): z.ZodType<number, string> {
  return z
    .string({ error: 'expected a size with its unit, such as 512B, 1KB, 64KiB, 10MB' })
    .regex(SIZE_PATTERN, { error: 'expected a size with its unit, such as 512B, 1KB, 64KiB, 10MB' })
    .meta({ description, examples: ['1KB'] })
    .transform((text) => parseBytes(text) ?? Number.NaN);
}
