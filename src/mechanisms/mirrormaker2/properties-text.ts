// Java properties as text, escaped as java.util.Properties reads it.

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' };

/** One `key = value` per line, in the order given, ends with a newline. Any character survives a reading by Java. */
export function propertiesText(entries: readonly (readonly [string, string | number | boolean])[]): string {
  return entries.map(([key, value]) => `${escapeKey(key)} = ${escapeValue(String(value))}\n`).join('');
}

function escapeKey(key: string): string {
  return escapeCharacters(key).replace(/[ :=#!]/g, '\\$&');
}

/** A leading space would be taken for part of the separator. */
function escapeValue(value: string): string {
  return escapeCharacters(value).replace(/^ /, '\\ ');
}

function escapeCharacters(text: string): string {
  return text.replace(/[\\\n\r\t\f]|[^\x20-\x7e]/g, (character) => ESCAPES[character] ?? unicode(character));
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
