// Writes the header of a batch made here: around records that already stand in the buffer, CRC last.
import { crcOfBatch } from './crc.ts';
import { AT, MAGIC, PREFIX_BYTES } from './layout.ts';
import type { BatchStamp } from './shapes.ts';
import { writeInt32, writeInt64, writeProducer } from './stamp.ts';

/** The fields of a batch made here, for Produce: base offset 0 unless said otherwise. */
export interface FinishedHeader {
  readonly baseOffset?: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly count: number;
  readonly stamp: BatchStamp;
}

/** Writes the header before records that already stand in the buffer, CRC last. */
export function finishBatch(target: Uint8Array, bytes: number, header: FinishedHeader): void {
  writeInt64(target, AT.baseOffset, header.baseOffset ?? 0);
  writeInt32(target, AT.length, bytes - PREFIX_BYTES);
  writeInt32(target, AT.leaderEpoch, -1);
  target[AT.magic] = MAGIC;
  target[AT.attributes] = 0;
  target[AT.attributes + 1] = header.attributes;
  writeInt32(target, AT.lastOffsetDelta, header.lastOffsetDelta);
  writeInt64(target, AT.baseTimestamp, header.baseTimestamp);
  writeInt64(target, AT.maxTimestamp, header.maxTimestamp);
  writeProducer(target, 0, header.stamp);
  writeInt32(target, AT.count, header.count);
  writeInt32(target, AT.crc, crcOfBatch(target, 0, bytes));
}
