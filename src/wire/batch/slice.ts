// The rear part of a batch: for a reader that begins, or a log that ends, in the middle of one.
import { assert } from '../../base/core.ts';
import type { WritableCodec } from './compression.ts';
import { recordBlock, requireExact } from './decode.ts';
import { wrapRecords } from './encode.ts';
import { codecOf, isControl, nextOffsetOf } from './header.ts';
import { BITS, HEADER_BYTES } from './layout.ts';
import { growthMax, rebaseRecords } from './rebase.ts';
import { RecordWalker } from './record-walker.ts';
import type { BatchHeader, BatchStamp, Codec } from './shapes.ts';

/** What a cut batch is compressed with: its own codec where we can write it, else nothing. */
export function sliceCodec(codec: Codec): WritableCodec {
  return codec === 'gzip' || codec === 'zstd' ? codec : 'none';
}

/**
 * The records from an offset on, as one batch for Produce whose base stands for that offset; bodies, timestamps and the delete
 * horizon stay. `stamp.baseSequence` is that of `fromOffset`. snappy and LZ4 become uncompressed, so the result may be larger than
 * the topic's max.message.bytes allows. A sparse batch stays sparse: see `denseBatch`.
 * Throws TIDE_WIRE_BATCH_CRC, _CUT, _CODEC, _COMPRESSED, _LARGE, _RECORD, _NUMBER.
 */
export function sliceBatch(buffer: Buffer, header: BatchHeader, fromOffset: number, stamp: BatchStamp): Buffer {
  assert(!isControl(header), 'a control batch has one marker and cannot be cut');
  assert(
    fromOffset >= header.baseOffset && fromOffset < nextOffsetOf(header),
    `offset ${fromOffset} lies in the batch of ${header.baseOffset} to ${nextOffsetOf(header) - 1}`,
  );
  requireExact(header, header.baseTimestamp, header.maxTimestamp);
  const dropped = fromOffset - header.baseOffset;
  const block = recordBlock(buffer, header);
  const walker = new RecordWalker(block, 0, block.length, header);
  let from = block.length;
  let kept = 0;
  let latest = -Infinity;
  while (walker.next()) {
    if (walker.place < dropped) continue;
    if (kept++ === 0) from = walker.start;
    latest = Math.max(latest, header.baseTimestamp + walker.timestampDelta);
  }

  const shift = { timestamp: 0, offset: -dropped };
  const rear = { ...header, count: kept };
  const plain = Buffer.allocUnsafe(HEADER_BYTES + block.length - from + growthMax(rear, shift));
  const end = rebaseRecords(block, from, block.length, rear, shift, plain, HEADER_BYTES);
  return wrapRecords(plain, end, sliceCodec(codecOf(header)), {
    attributes: header.attributes & BITS.deleteHorizon,
    lastOffsetDelta: header.lastOffsetDelta - dropped,
    baseTimestamp: header.baseTimestamp,
    maxTimestamp: kept === 0 ? header.maxTimestamp : latest,
    count: kept,
    stamp,
  });
}
