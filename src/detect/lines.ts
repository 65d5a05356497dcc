// Lines of JSON over a socket: splits what arrives, with a bound on the length of one line.

const LINE_BYTES_MAX = 64 * 1024;

/** Returns a function to feed with chunks; calls `onLine` per line, and `onTooLong` once when a line passes the bound. */
export function splitLines(onLine: (line: string) => void, onTooLong: () => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    rest += chunk.toString('utf8');
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (rest.length > LINE_BYTES_MAX) {
      rest = '';
      onTooLong();
    }
  };
}

/** `host:port` -> both; undefined when it is not that. */
export function hostAndPort(address: string): { readonly host: string; readonly port: number } | undefined {
  const at = address.lastIndexOf(':');
  const port = Number(address.slice(at + 1));
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  return at > 0 && host !== '' && Number.isInteger(port) && port > 0 && port < 65_536 ? { host, port } : undefined;
}
