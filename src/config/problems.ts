// Problems of a YAML document with the line and column where each one stands.
import type { z } from 'zod';
import { isMap, isNode, isPair, isScalar } from 'yaml';
import type { Document, LineCounter } from 'yaml';
import { didYouMean } from './did-you-mean.ts';
import { knownKeysAt } from './known-keys.ts';

export type Path = readonly (string | number)[];

/** One problem; `line` and `column` count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly say: string;
}

/** `spec.clusters[0].site` */
export function pathText(path: Path): string {
  return (
    path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('') ||
    '(document)'
  );
}

/** Where a path stands; a missing key has no node, so its parent's place is given. */
export function placeOf(
  document: Document,
  lines: LineCounter,
  path: Path,
  ofKey = false,
): { line: number; column: number } {
  for (let depth = path.length; depth >= 0; depth--) {
    const offset = offsetOf(document, path.slice(0, depth), ofKey && depth === path.length);
    if (offset !== undefined) {
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

function offsetOf(document: Document, path: Path, ofKey: boolean): number | undefined {
  if (ofKey) {
    const parent = document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return undefined;
    const pair = parent.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
    );
    return pair !== undefined && isNode(pair.key) ? pair.key.range?.[0] : undefined;
  }
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Turns one issue of the schema into problems; an issue about unknown keys gives one problem per key. */
export function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): readonly Problem[] {
  const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = knownKeysAt(path);
      const near = didYouMean(key, known);
      const hint = near === undefined ? `known keys: ${known.join(', ')}` : `did you mean ${near}?`;
      return {
        ...placeOf(document, lines, [...path, key], true),
        path: pathText([...path, key]),
        say: `unknown key ${key}; ${hint}`,
      };
    });
  }
  const missing = document.getIn(path, true) === undefined && path.length > 0;
  return [
    {
      ...placeOf(document, lines, path),
      path: pathText(path),
      say: missing ? `${String(path.at(-1))} is missing` : sentence(issue, document, path),
    },
  ];
}

function sentence(issue: z.core.$ZodIssue, document: Document, path: Path): string {
  const value: unknown = document.getIn(path);
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const near = typeof value === 'string' ? didYouMean(value, allowed) : undefined;
    const got = typeof value === 'string' || typeof value === 'number' ? `, found ${value}` : '';
    return near === undefined
      ? `expected ${allowed.join(' or ')}${got}`
      : `expected ${allowed.join(' or ')}${got}; did you mean ${near}?`;
  }
  return issue.message.replace(/^Invalid input: /, '');
}
