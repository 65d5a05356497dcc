// Which topics and groups a flow means: names, or Java regular expressions that must match the whole name.

/** True when one of the patterns is the name, or matches all of it. A pattern that is no expression here only matches itself. */
export function selects(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => pattern === name || wholeMatch(pattern, name));
}

function wholeMatch(pattern: string, name: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(name);
  } catch {
    return false;
  }
}
