// sasl.jaas.config: parses the one-line login module syntax of Java (javax.security.auth.login.Configuration).

export interface LoginModule {
  readonly module: string;
  readonly options: Readonly<Record<string, string>>;
}

/** `a.b.Module required name="value" other=word;` -> module and options; undefined when it is not of that form. Pure. */
export function parseJaas(text: string): LoginModule | undefined {
  const tokens = tokensOf(text.trim());
  if (tokens === undefined) return undefined;
  const [module, flag, ...rest] = tokens;
  if (module === undefined || flag === undefined || module.quoted || rest.pop()?.text !== ';') return undefined;
  if (!/^(required|requisite|sufficient|optional)$/i.test(flag.text)) return undefined;
  const options: Record<string, string> = {};
  for (let i = 0; i < rest.length; i += 3) {
    const [name, equals, value] = [rest[i], rest[i + 1], rest[i + 2]];
    if (name === undefined || equals?.text !== '=' || equals.quoted || value === undefined) return undefined;
    options[name.text] = value.text;
  }
  return { module: module.text, options };
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/** Words, quoted strings with backslash escapes, `=` and `;`, as java.io.StreamTokenizer splits them. */
function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([=;])|([^\s=;"']+))/sy;
  let position = 0;
  while (position < text.length) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) return text.slice(position).trim() === '' ? tokens : undefined;
    position = pattern.lastIndex;
    const quoted = match[1] ?? match[2];
    if (quoted === undefined) tokens.push({ text: match[3] ?? match[4] ?? '', quoted: false });
    else tokens.push({ text: unescape(quoted), quoted: true });
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', b: '\b' };

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, (_whole, character: string) => ESCAPES[character] ?? character);
}
