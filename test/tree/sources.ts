// The source tree as the tests of its shape see it: tracked files, imports, functions.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Files git knows or would add (so that a new file is judged before it is committed), relative to the root. */
export function projectFiles(): readonly string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)))
    .toSorted();
}

export function readProjectFile(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

export const typescriptFiles: readonly string[] = projectFiles().filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
);

export const isTest = (file: string): boolean => file.endsWith('.test.ts');

export interface ImportLine {
  readonly file: string;
  readonly line: number;
  /** As written. */
  readonly specifier: string;
  /** Relative to the root, for relative imports. */
  readonly target: string | undefined;
  /** `import type`, or a type position: gone at run time. */
  readonly typeOnly: boolean;
  /** `import(...)`: loaded later. */
  readonly dynamic: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every import of a file: static, re-export, dynamic. Comments are blanked first. */
export function importsOf(file: string): readonly ImportLine[] {
  const text = withoutComments(readProjectFile(file));
  const found: ImportLine[] = [];
  const add = (index: number, specifier: string, typeOnly: boolean, dynamic: boolean): void => {
    const target = specifier.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), specifier)) : undefined;
    found.push({ file, line: text.slice(0, index).split('\n').length, specifier, target, typeOnly, dynamic });
  };
  for (const match of text.matchAll(STATIC)) add(match.index, match[2]!, match[1] !== undefined, false);
  for (const match of text.matchAll(DYNAMIC)) add(match.index, match[2]!, match[1] !== undefined, true);
  return found;
}

/** Comments replaced by spaces, line breaks kept; strings and templates are left alone. */
export function withoutComments(text: string): string {
  const token = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(token, (match) => (match.startsWith('/') ? match.replace(/[^\n]/g, ' ') : match));
}

/** `src/lab/wan/proxy.ts` -> `lab`; undefined outside src and for files directly in it. */
export function roomOf(file: string): string | undefined {
  const match = /^src\/([^/]+)\//.exec(file);
  return match?.[1];
}

export interface FunctionPlace {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly lines: number;
}

/**
 * Functions and methods of a formatted file, by indentation: the formatter guarantees that a body ends at the
 * first later line of the opening line's own indentation that starts with a closing brace. (tsc 7 has no JavaScript API to parse with.)
 */
export function functionsOf(file: string): readonly FunctionPlace[] {
  const lines = readProjectFile(file).split('\n');
  const found: FunctionPlace[] = [];
  for (const [i, line] of lines.entries()) {
    const name = functionName(line);
    if (name === undefined) continue;
    const indent = /^ */.exec(line)![0];
    const end = lines.findIndex(
      (later, j) => j > i && later.startsWith(`${indent}}`) && !/^ *\}\)?(?:: .*)? (?:=> )?\{$/.test(later),
    );
    if (end > i) found.push({ file, line: i + 1, name, lines: end - i + 1 });
  }
  return found;
}

function functionName(line: string): string | undefined {
  const declared = /^ *(?:export )?(?:default )?(?:async )?function\*? (\w+)/.exec(line);
  if (declared !== null) return declared[1];
  const arrow = /^ *(?:export )?const (\w+)[^=]*= (?:async )?(?:\([^)]*\)|\w+)(?:: [^=]+)? => \{$/.exec(line);
  if (arrow !== null) return arrow[1];
  const method = /^ {2,}(?:(?:private|public|static|async|override|get|set|\*) *)*(#?\w+)\([^;]*\{$/.exec(line);
  return method !== null && !/^(?:if|for|while|switch|catch|return|test|describe|it)$/.test(method[1]!)
    ? method[1]
    : undefined;
}
