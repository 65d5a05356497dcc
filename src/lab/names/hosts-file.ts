// Hosts files: what one site sees of all sites. Rendered purely; rewritten in place, so that bind mounts and open readers follow.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { addressSeen, brokersOf, SERVICE_DOMAIN, siteOf } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import type { SiteName } from '../../scenario/core.ts';

/** Addresses are padded so that a switched file has the same length: one write replaces it, no reader sees a short file. */
const ADDRESS_WIDTH = 15;

/** The service names, one per broker of the largest site. */
export function serviceHosts(layout: Layout): readonly string[] {
  const most = Math.max(0, ...layout.sites.map((site) => brokersOf(site).length));
  return Array.from({ length: most }, (_, position) => `kafka-${position + 1}.${SERVICE_DOMAIN}`);
}

/**
 * The hosts file of a site. `target` is the site that the service names point to.
 * It replaces DNS wholly in a JVM, so it holds localhost and the machine's own name too.
 */
export function renderHosts(layout: Layout, from: SiteName, target: SiteName, machine: string): string {
  const view = siteOf(layout, from);
  const line = (address: string, host: string): string => `${address.padEnd(ADDRESS_WIDTH)} ${host}`;
  const lines = [line('127.0.0.1', 'localhost')];
  if (machine !== 'localhost') lines.push(line('127.0.0.1', machine));
  for (const site of layout.sites) {
    lines.push(line(addressSeen(layout, view, site, 1), `${site.name}.lab`));
    for (const node of site.nodes) lines.push(line(addressSeen(layout, view, site, node.last), node.host));
  }
  const pointed = siteOf(layout, target);
  const brokers = brokersOf(pointed);
  serviceHosts(layout).forEach((host, position) => {
    const broker = brokers[position % Math.max(1, brokers.length)];
    if (broker !== undefined) lines.push(line(addressSeen(layout, view, pointed, broker.last), host));
  });
  return `${lines.join('\n')}\n`;
}

/** Writes over the file's bytes without truncating it: the inode stays, and a reader sees the old or the new file. */
export function rewriteInPlace(file: string, text: string): void {
  const before = readFileSync(file);
  const bytes = Buffer.from(text);
  if (bytes.length < before.length) throw new RangeError(`hosts file would shrink: ${file}`);
  const descriptor = openSync(file, 'r+');
  try {
    writeSync(descriptor, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(descriptor);
  }
}

/** Addresses by host name. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address === undefined || address === '') continue;
    for (const name of names) hosts.set(name, [...(hosts.get(name) ?? []), address]);
  }
  return hosts;
}

/**
 * An overlay that reads the file at each question (it is small, and a switch must be seen at once).
 * Names under .lab that the file does not hold exist nowhere: they get no address instead of a question to real DNS.
 */
export function overlayFromFile(file: string): (hostname: string) => readonly string[] | undefined {
  return (hostname) => {
    const found = parseHosts(readFileSync(file, 'utf8')).get(hostname.toLowerCase());
    if (found !== undefined) return found;
    return hostname.toLowerCase().endsWith('.lab') ? [] : undefined;
  };
}
