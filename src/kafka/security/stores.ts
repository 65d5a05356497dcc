// Stores: trusted certificates and our own key from ssl.truststore.* and ssl.keystore.* (PEM or PKCS12; JKS is refused).
import { readFile } from 'node:fs/promises';
import { kafkaError } from '../errors.ts';
import { certificatesOfPkcs12 } from './pkcs12.ts';

type Properties = Readonly<Record<string, string>>;

/** The part of Node's tls options that stores decide. */
export interface StoreOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly pfx?: Buffer;
  readonly passphrase?: string;
}

/** Reads both stores. Throws TIDE_KAFKA_JKS or TIDE_KAFKA_PROPERTY. */
export async function readStores(cluster: string, properties: Properties): Promise<StoreOptions> {
  return { ...(await readTrusted(cluster, properties)), ...(await readOwnKey(cluster, properties)) };
}

async function readTrusted(cluster: string, properties: Properties): Promise<StoreOptions> {
  const inline = properties['ssl.truststore.certificates'];
  if (inline !== undefined) return { ca: unfold(inline) };
  const property = 'ssl.truststore.location';
  const store = await readStore(cluster, properties, property);
  if (store === undefined) return {};
  if (store.format === 'PEM') return { ca: store.bytes.toString('utf8') };
  const found = certificatesOfPkcs12(store.bytes, properties['ssl.truststore.password'] ?? '');
  if (typeof found === 'string') {
    const fix = `Export the certificates: openssl pkcs12 -in ${store.path} -nokeys -out trust.pem ; then set ssl.truststore.type=PEM and ssl.truststore.location=trust.pem`;
    throw kafkaError('TIDE_KAFKA_PROPERTY', { cluster, property, detail: `${store.path}: ${found}`, fix });
  }
  return { ca: found.join('\n') };
}

async function readOwnKey(cluster: string, properties: Properties): Promise<StoreOptions> {
  const keyPassword = properties['ssl.key.password'];
  const passphrase = keyPassword === undefined ? {} : { passphrase: keyPassword };
  const chain = properties['ssl.keystore.certificate.chain'];
  const key = properties['ssl.keystore.key'];
  if (chain !== undefined && key !== undefined) return { cert: unfold(chain), key: unfold(key), ...passphrase };
  const store = await readStore(cluster, properties, 'ssl.keystore.location');
  if (store === undefined) return {};
  if (store.format === 'PEM') {
    const text = store.bytes.toString('utf8');
    return { cert: text, key: text, ...passphrase };
  }
  return { pfx: store.bytes, passphrase: properties['ssl.keystore.password'] ?? keyPassword ?? '' };
}

interface Store {
  readonly path: string;
  readonly format: 'PEM' | 'PKCS12';
  readonly bytes: Buffer;
}

const JKS_MAGIC = 0xfeedfeed;
const DER_SEQUENCE = 0x30;

/** The content decides, not the declared type: Java, too, reads PKCS12 where JKS is declared (keystore.type.compat). */
async function readStore(cluster: string, properties: Properties, property: string): Promise<Store | undefined> {
  const path = properties[property];
  if (path === undefined) return undefined;
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const detail = `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
    throw kafkaError(
      'TIDE_KAFKA_PROPERTY',
      { cluster, property, detail, fix: 'Name a file that this user may read' },
      error,
    );
  }
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === JKS_MAGIC) {
    throw kafkaError('TIDE_KAFKA_JKS', { cluster, property, path });
  }
  if (bytes.includes('-----BEGIN ')) return { path, format: 'PEM', bytes };
  if (bytes[0] === DER_SEQUENCE) return { path, format: 'PKCS12', bytes };
  const fix = 'Give a PEM or a PKCS12 file';
  throw kafkaError('TIDE_KAFKA_PROPERTY', { cluster, property, detail: `${path} is neither PEM nor PKCS12`, fix });
}

/** Property files often hold PEM on one line, with spaces or literal \n for line ends: DER in base64 survives both, headers do not. */
function unfold(pem: string): string {
  return pem
    .replace(/\\n/g, '\n')
    .replace(
      /(-----BEGIN [A-Z ]+-----)([^-]*)(-----END [A-Z ]+-----)/g,
      (_whole, begin: string, body: string, end: string) => {
        const base64 = body.replace(/\s+/g, '');
        return `${begin}\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n${end}\n`;
      },
    );
}
