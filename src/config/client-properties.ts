// client.properties of Kafka's tools: precedence (KIP-1147) and the stores that Node cannot read.
import { configError } from './errors.ts';

/** KIP-1147: the flag beats --command-property, which beats --command-config. Later layers win. */
export function mergeClientProperties(
  ...layers: readonly Readonly<Record<string, string>>[]
): Readonly<Record<string, string>> {
  return Object.assign({}, ...layers) as Record<string, string>;
}

/** Throws TIDE_CONFIG_JKS for a key store or trust store in JKS format, Kafka's default type when a location is given. */
export function refuseJks(properties: Readonly<Record<string, string>>, file: string): void {
  for (const store of ['ssl.keystore', 'ssl.truststore']) {
    const location = properties[`${store}.location`];
    if (location === undefined) continue;
    const type =
      properties[`${store}.type`] ??
      (/\.(p12|pfx)$/i.test(location) ? 'PKCS12' : /\.pem$/i.test(location) ? 'PEM' : 'JKS');
    if (type.toUpperCase() === 'JKS') {
      throw configError('TIDE_CONFIG_JKS', {
        file,
        key: `${store}.location`,
        store: location,
        typeKey: `${store}.type`,
      });
    }
  }
}
