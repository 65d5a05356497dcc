// PKCS12 trust stores: Node reads a PKCS12 file only when it holds a private key, so the certificates are taken out here (RFC 7292).
import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { derAt, derNumber, derOid, derValues } from './der.ts';

const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  pbes2: '1.2.840.113549.1.5.13',
  certBag: '1.2.840.113549.1.12.10.1.3',
} as const;

const PBKDF2_HASH: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const CIPHER: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
};

/** The certificates as PEM, or a sentence why they cannot be read. Pure: takes the bytes of the file. */
export function certificatesOfPkcs12(bytes: Buffer, password: string): readonly string[] | string {
  try {
    // PFX ::= SEQUENCE { version, authSafe ContentInfo, macData }; authSafe holds an OCTET STRING with the safes.
    const authSafe = derAt(bytes, 0, 1, 1, 0).content;
    const certificates = derValues(derAt(authSafe, 0).content).flatMap((info) => safeOf(info.content, password));
    return certificates.length > 0 ? certificates : 'it holds no certificate';
  } catch (error) {
    if (error instanceof OldEncryption) return error.message;
    if (error instanceof RangeError) return 'it is not a PKCS12 store in DER form';
    return 'its certificates cannot be decrypted: is the password right?';
  }
}

class OldEncryption extends Error {}

function safeOf(contentInfo: Buffer, password: string): readonly string[] {
  const [type, content] = derValues(contentInfo);
  if (type === undefined || content === undefined) throw new RangeError('an empty ContentInfo');
  const oid = derOid(type);
  if (oid === OID.data) return bagsOf(derAt(content.content, 0).content);
  if (oid !== OID.encryptedData) return [];
  // EncryptedData ::= SEQUENCE { version, SEQUENCE { contentType, algorithm, [0] encryptedContent } }
  const encrypted = derValues(derAt(content.content, 0, 1).content);
  const [, algorithm, body] = encrypted;
  if (algorithm === undefined || body === undefined) throw new RangeError('an EncryptedData without content');
  const cipherText = body.tag === 0x80 ? body.content : derAt(body.content, 0).content;
  return bagsOf(decrypt(algorithm.content, cipherText, password));
}

/** PBES2-params ::= SEQUENCE { keyDerivationFunc PBKDF2, encryptionScheme } (RFC 8018). */
function decrypt(algorithm: Buffer, cipherText: Buffer, password: string): Buffer {
  const oid = derOid(derAt(algorithm, 0));
  if (oid !== OID.pbes2) throw new OldEncryption(`it is encrypted with an old method (${oid}) that is not supported`);
  const derivation = derValues(derAt(algorithm, 1, 0, 1).content);
  const [salt, iterations] = derivation;
  if (salt === undefined || iterations === undefined) throw new RangeError('PBKDF2 without salt');
  const prf = derivation.find((one) => one.tag === 0x30);
  const hash = prf === undefined ? 'sha1' : PBKDF2_HASH[derOid(derAt(prf.content, 0))];
  const cipher = CIPHER[derOid(derAt(algorithm, 1, 1, 0))];
  if (hash === undefined || cipher === undefined) throw new OldEncryption('its PBES2 parameters are not supported');
  const key = pbkdf2Sync(password, salt.content, derNumber(iterations), cipher[1], hash);
  const decipher = createDecipheriv(cipher[0], key, derAt(algorithm, 1, 1, 1).content);
  return Buffer.concat([decipher.update(cipherText), decipher.final()]);
}

/** SafeContents ::= SEQUENCE OF SafeBag { bagId, [0] CertBag { certId, [0] OCTET STRING certificate } }. */
function bagsOf(safeContents: Buffer): readonly string[] {
  return derValues(derAt(safeContents, 0).content)
    .filter((bag) => derOid(derAt(bag.content, 0)) === OID.certBag)
    .map((bag) => pem(derAt(bag.content, 1, 0, 1, 0).content));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
