// Files and functions that may be longer than the limits, each with its reason: tables, codecs, fixtures.

export const LINES_MAX = 500;
export const FUNCTION_LINES_MAX = 80;

/** File -> why it may exceed LINES_MAX. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** `file name` of a function -> why it may exceed FUNCTION_LINES_MAX. */
export const LONG_FUNCTIONS: Readonly<Record<string, string>> = {};

/** Words that say nothing about what a file or a name is for, and what to write instead. */
export const BANNED_WORDS: Readonly<Record<string, string>> = {
  utils: 'the noun it works on (units, framing, ...)',
  util: 'the noun it works on (units, framing, ...)',
  helpers: 'the noun it works on',
  helper: 'the noun it works on',
  manager: 'what it does (executor, watcher, registry, ...)',
  common: 'the room that owns it, or base when two rooms already want it',
  misc: 'one file per idea',
};
