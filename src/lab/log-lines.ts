// Picks the lines of a log that tell what went wrong, so that an error can quote them.

const TELLING = /\b(ERROR|FATAL)\b|^Caused by: |^Exception in thread|^[\w.]+(Exception|Error): |OutOfMemory|^Error: /;
const LINES_MAX = 8;
const LINE_LENGTH_MAX = 300;

/**
 * The first telling lines (errors, causes; no stack frames), else the last lines of the log; indented, one per line.
 * The first error of a broker is the cause, the later ones its consequences.
 */
export function tellingLines(log: string): string {
  const all = log.split('\n').filter((line) => line.trim() !== '');
  const told = [...new Set(all.filter((line) => TELLING.test(line)))].slice(0, LINES_MAX);
  const chosen = told.length > 0 ? told : all.slice(-LINES_MAX);
  return chosen.map((line) => `    ${line.trim().slice(0, LINE_LENGTH_MAX)}`).join('\n');
}
