// DER: the little of ASN.1 that reading a PKCS12 store needs.

export interface DerValue {
  readonly tag: number;
  /** Content without tag and length. */
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly whole: Buffer;
}

/** Reads the values that stand one after another. Throws RangeError on bytes that are not DER. */
export function derValues(bytes: Buffer): readonly DerValue[] {
  const values: DerValue[] = [];
  let position = 0;
  while (position < bytes.length) {
    const tag = bytes.readUInt8(position);
    let start = position + 2;
    let length = bytes.readUInt8(position + 1);
    if (length >= 0x80) {
      const size = length & 0x7f;
      if (size === 0 || size > 4) throw new RangeError('a length that DER does not allow');
      length = bytes.readUIntBE(start, size);
      start += size;
    }
    if (start + length > bytes.length) throw new RangeError('a value that ends behind its container');
    values.push({
      tag,
      content: bytes.subarray(start, start + length),
      whole: bytes.subarray(position, start + length),
    });
    position = start + length;
  }
  return values;
}

/** The value at a path of indexes, each one level deeper. Throws RangeError when there is none. */
export function derAt(bytes: Buffer, ...path: readonly number[]): DerValue {
  let inside = bytes;
  let found: DerValue | undefined;
  for (const index of path) {
    found = derValues(inside)[index];
    if (found === undefined) throw new RangeError('a value that is missing');
    inside = found.content;
  }
  if (found === undefined) throw new RangeError('an empty path');
  return found;
}

/** An OBJECT IDENTIFIER as text. */
export function derOid(value: DerValue): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of value.content) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const first = numbers.shift() ?? 0;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...numbers].join('.');
}

/** A small INTEGER. */
export function derNumber(value: DerValue): number {
  return value.content.readUIntBE(0, Math.min(6, value.content.length));
}
