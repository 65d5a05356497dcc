// Names of the lab or of a split-horizon network for this process: an overlay over dns.lookup, the function every Node socket resolves through.
import dns from 'node:dns';

export type NameOverlay = (hostname: string) => readonly string[] | undefined;

let overlay: NameOverlay | undefined;
const original = dns.lookup;

/**
 * Installs an overlay for the whole process; names it does not know go to the system's resolver.
 * Kafka clients for Node offer no lookup option, but all of them connect through `net`, which reads `dns.lookup` at each connect.
 * Pass undefined to remove it.
 */
export function overlayNames(next: NameOverlay | undefined): void {
  overlay = next;
  dns.lookup = (next === undefined ? original : overlaid) as typeof dns.lookup;
}

function overlaid(hostname: string, options: unknown, callback: unknown): void {
  const done = (typeof options === 'function' ? options : callback) as (...results: unknown[]) => void;
  const wanted = (typeof options === 'object' && options !== null ? options : {}) as { all?: boolean };
  const addresses = overlay?.(hostname);
  if (addresses === undefined) {
    (original as (...parameters: unknown[]) => void)(
      hostname,
      ...(typeof options === 'function' ? [done] : [options, done]),
    );
    return;
  }
  queueMicrotask(() => {
    const first = addresses[0];
    if (first === undefined) {
      done(
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
          code: 'ENOTFOUND',
          syscall: 'getaddrinfo',
          hostname,
        }),
      );
    } else if (wanted.all === true) {
      done(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
    } else {
      done(null, first, 4);
    }
  });
}
