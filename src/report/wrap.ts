// Wrapping of one sentence into lines that hang under their own beginning.

/** Words are never cut; `first` and `rest` are the columns left in the first and in the other lines. */
export function wrap(text: string, first: number, rest: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? first : rest;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** The sentence behind `prefix`, its further lines indented by `indent` columns; `width` null = never wrapped. */
export function hang(prefix: string, text: string, indent: number, width: number | null): string[] {
  if (width === null) return [prefix + text];
  const rest = Math.max(20, width - indent);
  const [head = '', ...tail] = wrap(text, Math.max(20, width - prefix.length), rest);
  return [prefix + head, ...tail.map((line) => ' '.repeat(indent) + line)];
}
