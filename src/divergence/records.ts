// Records of a raw batch as the tail and the survivor are compared: fingerprint, hash of the key, and what the batch says of its transaction. Pure.
import { hash } from 'node:crypto';
import { fingerprintOf } from '../compare/core.ts';
import {
  type BatchHeader,
  type DecodedRecord,
  controlTypeOf,
  decodeRecords,
  isControl,
  isTransactional,
} from '../wire/core.ts';
import type { BatchInLog } from './transactions.ts';

/**
 * Records that a consumer may be given, with the times that their producers gave them: where brokers stamp their own
 * (message.timestamp.type=LogAppendTime) the same record has two append times and one create time.
 */
export function visibleRecords(buffer: Buffer, header: BatchHeader): readonly DecodedRecord[] {
  return decodeRecords(buffer, header, 'create');
}

export function batchInLog(buffer: Buffer, header: BatchHeader): BatchInLog {
  const control = isControl(header);
  const type = control ? controlTypeOf(buffer, header) : 'other';
  const marker = type === 'other' ? null : type;
  return { producerId: header.producerId, transactional: isTransactional(header), control, marker };
}

export interface RecordMarks {
  readonly fingerprint: string;
  readonly key: string | null;
}

/** Keys are payload: what is held of one is 16 bytes of its SHA-256. */
export function marksOf(record: DecodedRecord): RecordMarks {
  const key = record.key === null ? null : hash('sha256', record.key, 'buffer').toString('base64', 0, 16);
  return { fingerprint: fingerprintOf(record), key };
}
