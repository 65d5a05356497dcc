// Java properties files: keys and values as java.util.Properties reads them back, newlines of PEM included.

/** One `key=value` line per entry. */
export function propertiesText(properties: Readonly<Record<string, string>>): string {
  return `${Object.entries(properties)
    .map(([key, value]) => `${escape(key).replace(/[ :=]/g, '\\$&')}=${escape(value)}`)
    .join('\n')}\n`;
}

function escape(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')
    .replace(/^[ \t]/, '\\$&');
}
