// The lab's own certificate authority: short-lived EC certificates in PEM, made in milliseconds and without another tool.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { bits, integer, objectIdentifier, octets, sequence, set, tagged, text, truth, utcTime } from './der.ts';

export interface Certified {
  /** PKCS#8 PEM. */
  readonly key: string;
  /** X.509 PEM. */
  readonly certificate: string;
}

export interface Authority {
  readonly certificate: string;
  /** A certificate for a name; `hosts` become subject alternative names (DNS). */
  issue(name: string, hosts: readonly string[]): Certified;
}

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const ALTERNATIVE_NAME = '2.5.29.17';
const DAY_MS = 86_400_000;
const VALID_DAYS = 30;

/** Makes a new authority; its key never leaves memory. `now` in milliseconds since the epoch. */
export function newAuthority(now: number): Authority {
  const own = newKeys();
  const issuer = 'tideover lab authority';
  const sign = (subject: string, keys: Keys, extensions: readonly Buffer[]): string =>
    certificateOf({ issuer, subject, publicKey: keys.publicKey, signer: own.privateKey, extensions, now });
  const constraints = (authority: boolean): Buffer =>
    sequence(objectIdentifier(BASIC_CONSTRAINTS), truth(), octets(authority ? sequence(truth()) : sequence()));
  return {
    certificate: sign(issuer, own, [constraints(true)]),
    issue(name, hosts) {
      const keys = newKeys();
      const names = hosts.map((host) => tagged(0x82, Buffer.from(host)));
      const alternative =
        hosts.length === 0 ? [] : [sequence(objectIdentifier(ALTERNATIVE_NAME), octets(sequence(...names)))];
      return {
        key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
        certificate: sign(name, keys, [constraints(false), ...alternative]),
      };
    },
  };
}

interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function newKeys(): Keys {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

interface CertificateFields {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly now: number;
}

/** RFC 5280: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }. */
function certificateOf(fields: CertificateFields): string {
  const nameOf = (name: string): Buffer => sequence(set(sequence(objectIdentifier(COMMON_NAME), text(name))));
  const serial = randomBytes(12);
  serial[0] = 0x01;
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_WITH_SHA256,
    nameOf(fields.issuer),
    sequence(utcTime(new Date(fields.now - DAY_MS)), utcTime(new Date(fields.now + VALID_DAYS * DAY_MS))),
    nameOf(fields.subject),
    fields.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...fields.extensions)),
  );
  const signature = sign('sha256', toBeSigned, fields.signer);
  const base64 = sequence(toBeSigned, ECDSA_WITH_SHA256, bits(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----`;
}
