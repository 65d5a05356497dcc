// Bootstrap addresses: `host:port`, `[v6]:port` and, as in Java, an optional `PROTOCOL://` in front.
import { kafkaError } from './errors.ts';
import type { Address } from './line.ts';

/** Parses the bootstrap list of a cluster. Throws TIDE_KAFKA_PROPERTY. */
export function parseBootstrap(cluster: string, bootstrap: readonly string[]): readonly Address[] {
  const texts = bootstrap.flatMap((one) => one.split(',')).map((one) => one.trim());
  const addresses = texts.filter((one) => one !== '').map((one) => parseAddress(cluster, one));
  if (addresses.length === 0) throw refused(cluster, 'the list is empty');
  return addresses;
}

function parseAddress(cluster: string, text: string): Address {
  const match = /^(?:[A-Za-z_]+:\/\/)?(?:\[([0-9A-Fa-f:.%]+)\]|([^:[\]/\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || !(port >= 1 && port <= 65_535)) throw refused(cluster, `"${text}" is not host:port`);
  return { host, port };
}

function refused(cluster: string, detail: string): Error {
  return kafkaError('TIDE_KAFKA_PROPERTY', {
    cluster,
    property: 'bootstrap.servers',
    detail,
    fix: 'Give addresses as host:port, separated by commas',
  });
}
