// Values of options as people write them, parsed while the command line is read.
import { InvalidArgumentError } from 'commander';
import { parseBytes, parseDuration } from '../base/core.ts';

/** Milliseconds. */
export function durationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration with its unit, such as 250ms, 5s, 15m.');
  return ms;
}

/** Bytes. */
export function sizeOption(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw new InvalidArgumentError('Expected a size, such as 512, 1KB, 64KiB.');
  return bytes;
}

export function countOption(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}
