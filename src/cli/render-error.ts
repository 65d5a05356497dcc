// An error as people read it: code, what, why, next; and as programs read it.
import { inspect } from 'node:util';
import type { TideError } from '../base/core.ts';

export interface ErrorRendering {
  readonly colour: boolean;
  /** Adds the fields, the chain of causes and the stack of the innermost. */
  readonly verbose: boolean;
}

/** Lines without a break at the end. */
export function renderError(error: TideError, { colour, verbose }: ErrorRendering): string {
  const strong = (text: string): string => (colour ? `\u001b[1;31m${text}\u001b[0m` : text);
  const lines = [
    strong(`error ${error.code}`),
    part('what', error.message),
    part('why', error.why),
    part('next', error.next),
  ];
  if (error.retriable) lines.push(part('again', 'The same command may succeed later without any change.'));
  return [...lines, ...(verbose ? causes(error) : [])].join('\n');
}

function part(name: string, text: string): string {
  return `  ${name.padEnd(5)} ${text.replaceAll('\n', '\n        ')}`;
}

function causes(error: TideError): readonly string[] {
  const fields = Object.entries(error.fields).filter(
    ([, value]) => value !== undefined && !String(value).includes('\n'),
  );
  const lines = fields.length === 0 ? [] : [part('with', fields.map(([name, value]) => `${name}=${value}`).join(' '))];
  let cause = error.cause;
  for (let depth = 0; cause !== undefined && depth < 10; depth++) {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
    lines.push(part('from', text));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}

/** One JSON line's worth. */
export function errorObject(error: TideError): Readonly<Record<string, unknown>> {
  const { code, message, why, next, exit, retriable, fields } = error;
  return { formatVersion: '1.0', type: 'error', error: { code, what: message, why, next, exit, retriable, fields } };
}
