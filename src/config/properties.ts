// Java .properties syntax, by the rules of java.util.Properties.load: comments, continuation lines, separators, escapes.
import { configError } from './errors.ts';

/**
 * Parses the text of a .properties file; the last of several equal keys wins, as in Java.
 * Throws TIDE_CONFIG_PROPERTIES_INVALID for a malformed \u escape, with `file` and the line (from 1) in it.
 */
export function parseProperties(text: string, file: string): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const { line, content } of logicalLines(text)) {
    const end = keyEnd(content);
    const rest = content.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
    result[unescape(content.slice(0, end), file, line)] = unescape(rest, file, line);
  }
  return result;
}

interface LogicalLine {
  readonly line: number;
  readonly content: string;
}

/** Joins continued lines (odd number of backslashes at the end), drops comments and blank lines. A comment is never continued. */
function logicalLines(text: string): readonly LogicalLine[] {
  const natural = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const result: LogicalLine[] = [];
  for (let i = 0; i < natural.length; i++) {
    const line = i + 1;
    let content = natural[i]!.replace(/^[ \t\f]+/, '');
    if (content === '' || content.startsWith('#') || content.startsWith('!')) continue;
    while (endsInOddBackslashes(content)) {
      i += 1;
      content = content.slice(0, -1) + (natural[i] ?? '').replace(/^[ \t\f]+/, '');
      if (i >= natural.length) break;
    }
    result.push({ line, content });
  }
  return result;
}

function endsInOddBackslashes(text: string): boolean {
  return /\\*$/.exec(text)![0].length % 2 === 1;
}

/** Index of the first unescaped separator: whitespace, `=` or `:`. */
function keyEnd(content: string): number {
  for (let i = 0; i < content.length; i++) {
    if (content[i] === '\\') i += 1;
    else if (/[=: \t\f]/.test(content[i]!)) return i;
  }
  return content.length;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescape(text: string, file: string, line: number): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|u|[^u]|$)/g, (_, escape: string) => {
    if (escape === 'u')
      throw configError('TIDE_CONFIG_PROPERTIES_INVALID', { file, line, problem: 'malformed \\uxxxx escape' });
    if (escape.startsWith('u')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return ESCAPES[escape] ?? escape;
  });
}
