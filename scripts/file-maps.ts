// File maps of the rooms' READMEs: from each file's first comment line, written between two markers.
import { readProjectFile, typescriptFiles } from '../test/tree/sources.ts';

const START = '<!-- files -->';
const END = '<!-- /files -->';

/** `// what this file is` of the first line, without the slashes; undefined when the file starts otherwise. A hash-bang may stand before it. */
export function firstLineOf(file: string): string | undefined {
  const lines = readProjectFile(file).split('\n');
  const line = lines[0]?.startsWith('#!') === true ? lines[1] : lines[0];
  return /^\/\/ (\S.*)$/.exec(line ?? '')?.[1];
}

/** The README with its map renewed; a README without markers gets the map at its end. */
export function withFileMap(readme: string, room: string): string {
  const rows = typescriptFiles
    .filter((file) => file.startsWith(`src/${room}/`) && !file.endsWith('.test.ts'))
    .map(
      (file) => `| \`${file.slice(`src/${room}/`.length)}\` | ${(firstLineOf(file) ?? '').replaceAll('|', '\\|')} |`,
    );
  const map = [START, '', '| File | What it is |', '|---|---|', ...rows, '', END].join('\n');
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) return `${readme.trimEnd()}\n\n## Files\n\n${map}\n`;
  return readme.slice(0, start) + map + readme.slice(end + END.length);
}
