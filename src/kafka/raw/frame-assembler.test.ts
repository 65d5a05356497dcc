// FrameAssembler: frames from a stream cut anywhere, in a buffer that is overwritten after each read.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { FrameAssembler } from './frame-assembler.ts';

function framed(body: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

test('frames are the same however the stream is cut, though the read buffer is used again', () => {
  const bodies = fc.array(
    fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 40 }), fc.integer({ min: 4095, max: 4200 }).map(filled)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), (messages, sizes) => {
      const stream = Buffer.concat(messages.map(framed));
      const frames: Buffer[] = [];
      const assembler = new FrameAssembler(5000, (frame) => frames.push(frame));
      const readBuffer = Buffer.alloc(1000);
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = stream.copy(readBuffer, 0, at, Math.min(stream.length, at + sizes[turn % sizes.length]!));
        assembler.push(readBuffer, size);
        readBuffer.fill(0xee);
        at += size;
      }

      assert.deepEqual(
        frames.map((frame) => frame.toString('hex')),
        messages.map((message) => Buffer.from(message).toString('hex')),
      );
    }),
  );
});

function filled(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

test('a length that is negative, too small or above the bound is refused before anything is allocated for it', () => {
  for (const size of [-1, -2147483648, 0, 3, 1001, 0x15030300, 2147483647]) {
    const assembler = new FrameAssembler(1000, () => assert.fail('no frame'));
    const prefix = Buffer.alloc(4);
    prefix.writeInt32BE(size);
    assert.throws(() => assembler.push(prefix, 4), { code: 'TIDE_WIRE_FRAME_SIZE' });
  }
});
