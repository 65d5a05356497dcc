// Zigzag varints as records hold them: sizes, writing, and a reader that never leaves its range.

/** Largest timestamp delta that is computed with: its zigzag form is exact. */
export const DELTA_MAX = 2 ** 52;

const INT32_LEAST = -(2 ** 31);
const INT32_MOST = 2 ** 31 - 1;

/** Bytes of the varint of a number within plus or minus 2^52. */
export function varintBytes(value: number): number {
  let zigzag = value < 0 ? -2 * value - 1 : 2 * value;
  let bytes = 1;
  while (zigzag >= 128) {
    zigzag = Math.floor(zigzag / 128);
    bytes++;
  }
  return bytes;
}

/** Writes a number within plus or minus 2^52; returns the offset behind it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let zigzag = value < 0 ? -2 * value - 1 : 2 * value;
  while (zigzag > 0x7fff_ffff) {
    bytes[at++] = (zigzag % 128) | 128;
    zigzag = Math.floor(zigzag / 128);
  }
  while (zigzag > 127) {
    bytes[at++] = (zigzag & 127) | 128;
    zigzag >>>= 7;
  }
  bytes[at++] = zigzag;
  return at;
}

/** Why a varint could not be read. */
export type VarintFault = 'cut' | 'long' | 'large';

/**
 * Reads numbers one after the other between two positions. After a fault it stays at the end and gives 0, so that a caller
 * looks at `fault` once per record and not once per number.
 */
export class VarintReader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  fault: VarintFault | undefined;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** INT32 as varint. */
  int32(): number {
    const value = this.int64();
    if (value < INT32_LEAST || value > INT32_MOST) return this.#fail('long');
    return value;
  }

  /** INT64 as varlong; beyond 2^52 it is the fault `large`. */
  int64(): number {
    const first = this.at < this.end ? this.bytes[this.at]! : 128;
    if (first < 128) {
      this.at++;
      return (first >>> 1) ^ -(first & 1);
    }
    let zigzag = 0;
    let weight = 1;
    for (let index = 0; index < 10; index++) {
      if (this.at >= this.end) return this.#fail('cut');
      const byte = this.bytes[this.at++]!;
      zigzag += (byte & 127) * weight;
      weight *= 128;
      if (byte < 128) {
        if (zigzag > 2 * DELTA_MAX - 1) return this.#fail('large');
        return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      }
    }
    return this.#fail('long');
  }

  byte(): number {
    if (this.at >= this.end) return this.#fail('cut');
    return this.bytes[this.at++]!;
  }

  #fail(fault: VarintFault): 0 {
    this.fault ??= fault;
    this.at = this.end;
    return 0;
  }
}
