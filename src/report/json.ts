// report.json: the result as indented JSON, with the pairs of a series on one line each so that people can read and diff it.
import type { DrillResult } from './result.ts';

/** `[\n  12,\n  null\n]` of two numbers; JSON escapes line breaks inside strings, so that a match never lies in one. */
const PAIR = /\[\n\s+(-?[\d.eE+-]+|null),\n\s+(-?[\d.eE+-]+|null)\n\s+\]/g;

/** The whole result with a final line break. `JSON.parse` of it gives the result back. */
export function renderJson(result: DrillResult): string {
  return `${JSON.stringify(result, null, 2).replace(PAIR, '[$1, $2]')}\n`;
}
