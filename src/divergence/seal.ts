// Sealed frames: AES-256-GCM over a stream, so that no frame can be altered, dropped, repeated or moved unseen. Pure.
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { divergenceError } from './errors.ts';

/**
 * file   = magic salt frame* ; the last frame, and only it, is marked last
 * magic  = "TIDESEAL" 0x01
 * salt   = 16 bytes; the file's key = HKDF-SHA256(archive key, salt, name of the file)
 * frame  = uint32 length of the ciphertext, uint8 last (0 or 1), ciphertext, 16 bytes tag
 * nonce  = uint96 number of the frame; additional data = the last byte
 */
const MAGIC = Buffer.from('TIDESEAL\u0001', 'latin1');
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const FRAME_HEAD_BYTES = 5;
const FRAME_BYTES_MAX = 1 << 20;
export const SEAL_HEAD_BYTES = MAGIC.length + SALT_BYTES;
export const ARCHIVE_KEY_BYTES = 32;

/** Eight hex digits that tell keys apart and say nothing about them. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('tideover archive key id\n').update(key).digest('hex').slice(0, 8);
}

function fileKey(key: Buffer, salt: Buffer, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, `tideover archive file ${name}`, ARCHIVE_KEY_BYTES));
}

function nonceOf(frame: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(frame, 6, 6);
  return nonce;
}

/** Turns plain chunks into the bytes of a sealed file. `salt`: 16 bytes that no other file has. */
export class Sealer {
  readonly head: Buffer;
  readonly #key: Buffer;
  #frame = 0;

  constructor(key: Buffer, salt: Buffer, name: string) {
    this.#key = fileKey(key, salt, name);
    this.head = Buffer.concat([MAGIC, salt]);
  }

  seal(plain: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    for (let at = 0; at < plain.length; at += FRAME_BYTES_MAX)
      frames.push(...this.#frameOf(plain.subarray(at, at + FRAME_BYTES_MAX), false));
    return frames;
  }

  /** The frame that ends the file. */
  end(): Buffer[] {
    return this.#frameOf(Buffer.alloc(0), true);
  }

  #frameOf(plain: Buffer, last: boolean): Buffer[] {
    const mark = Buffer.from([last ? 1 : 0]);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#frame++));
    cipher.setAAD(mark);
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return [length, mark, body, cipher.getAuthTag()];
  }
}

/** The reverse, for bytes that come in chunks of any size. Throws TIDE_DIVERGENCE_SEAL on everything but what was sealed. */
export class Opener {
  readonly #archiveKey: Buffer;
  readonly #name: string;
  #key: Buffer | null = null;
  #rest: Buffer = Buffer.alloc(0);
  #frame = 0;
  #ended = false;

  constructor(key: Buffer, name: string) {
    this.#archiveKey = key;
    this.#name = name;
  }

  open(chunk: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#key === null) {
      if (this.#rest.length < SEAL_HEAD_BYTES) return [];
      if (!this.#rest.subarray(0, MAGIC.length).equals(MAGIC)) throw this.#refuse('it does not begin as a sealed file');
      this.#key = fileKey(this.#archiveKey, this.#rest.subarray(MAGIC.length, SEAL_HEAD_BYTES), this.#name);
      this.#rest = this.#rest.subarray(SEAL_HEAD_BYTES);
    }
    const plain: Buffer[] = [];
    while (this.#rest.length >= FRAME_HEAD_BYTES) {
      const length = this.#rest.readUInt32BE(0);
      if (length > FRAME_BYTES_MAX) throw this.#refuse(`frame ${this.#frame} announces ${length} bytes`);
      if (this.#rest.length < FRAME_HEAD_BYTES + length + TAG_BYTES) break;
      plain.push(this.#openFrame(this.#key, length));
    }
    return plain;
  }

  /** The file has no more bytes. */
  end(): void {
    if (!this.#ended || this.#rest.length > 0) throw this.#refuse('it ends before its last frame');
  }

  #openFrame(key: Buffer, length: number): Buffer {
    if (this.#ended) throw this.#refuse('something follows its last frame');
    const mark = this.#rest.subarray(4, FRAME_HEAD_BYTES);
    const bodyEnd = FRAME_HEAD_BYTES + length;
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(this.#frame));
    decipher.setAAD(mark);
    decipher.setAuthTag(this.#rest.subarray(bodyEnd, bodyEnd + TAG_BYTES));
    try {
      const plain = Buffer.concat([decipher.update(this.#rest.subarray(FRAME_HEAD_BYTES, bodyEnd)), decipher.final()]);
      this.#ended = mark[0] === 1;
      this.#rest = this.#rest.subarray(bodyEnd + TAG_BYTES);
      this.#frame += 1;
      return plain;
    } catch (error) {
      throw this.#refuse(`frame ${this.#frame} is not what was sealed, or the key is another one`, error);
    }
  }

  #refuse(why: string, cause?: unknown): Error {
    return divergenceError('TIDE_DIVERGENCE_SEAL', { file: this.#name, why }, cause);
  }
}
