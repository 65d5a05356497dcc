// Fingerprint: SHA-256 over what a record says, without where it stands.
import { createHash, hash } from 'node:crypto';
import type { DecodedRecord } from '../wire/core.ts';
import type { RecordFingerprint } from './contract.ts';

/**
 * Hex SHA-256 over timestamp (INT64), key and value (INT32 length, -1 for null, then the bytes), number of headers (INT32) and
 * each header's key and value in their order. Offset, batch, codec and producer do not enter.
 */
export function fingerprintOf(record: DecodedRecord): RecordFingerprint {
  const digest = createHash('sha256');
  const fixed = Buffer.allocUnsafe(8);
  const add = (bytes: Buffer | null): void => {
    fixed.writeInt32BE(bytes === null ? -1 : bytes.length, 0);
    digest.update(fixed.subarray(0, 4));
    if (bytes !== null) digest.update(bytes);
  };
  fixed.writeBigInt64BE(BigInt(record.timestamp), 0);
  digest.update(fixed);
  add(record.key);
  add(record.value);
  fixed.writeInt32BE(record.headers.length, 0);
  digest.update(fixed.subarray(0, 4));
  for (const header of record.headers) {
    add(header.key);
    add(header.value);
  }
  return digest.digest('hex');
}

/** What stands for a key in memory and in checkpoints: 16 bytes of its SHA-256, base64; keys are payload and are never kept. */
export function keyHash(key: Buffer): string {
  return hash('sha256', key, 'buffer').toString('base64', 0, 16);
}
