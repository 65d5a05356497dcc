// Types of the protocol grammar: each knows how to write and how to read itself, so that both directions come from one line.
import { wireError } from '../errors.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export interface Type<T> {
  write(writer: Writer, value: T, version: number): void;
  read(reader: Reader, version: number): T;
}

/** The TypeScript type that a grammar type stands for. */
export type Of<G> = G extends Type<infer T> ? T : never;

export const ZERO_UUID = '00000000-0000-0000-0000-000000000000';

export const bool: Type<boolean> = {
  write: (writer, value) => writer.int8(value ? 1 : 0),
  read: (reader) => reader.int8() !== 0,
};
export const int8: Type<number> = {
  write: (writer, value) => writer.int8(value),
  read: (reader) => reader.int8(),
};
export const int16: Type<number> = {
  write: (writer, value) => writer.int16(value),
  read: (reader) => reader.int16(),
};
export const int32: Type<number> = {
  write: (writer, value) => writer.int32(value),
  read: (reader) => reader.int32(),
};
/** Offsets and timestamps: exact up to 2^53. */
export const int64: Type<number> = {
  write: (writer, value) => writer.int64(value),
  read: (reader) => reader.int64(),
};
/** Producer ids: all 64 bits. */
export const bigInt64: Type<bigint> = {
  write: (writer, value) => writer.bigInt64(value),
  read: (reader) => reader.bigInt64(),
};
export const uuid: Type<string> = {
  write: (writer, value) => writer.uuid(value),
  read: (reader) => reader.uuid(),
};
/** COMPACT_STRING */
export const string: Type<string> = {
  write: (writer, value) => writer.nullableString(value),
  read: (reader) => reader.string(),
};
/** COMPACT_NULLABLE_STRING */
export const nullableString: Type<string | null> = {
  write: (writer, value) => writer.nullableString(value),
  read: (reader) => reader.nullableString(),
};
/** COMPACT_RECORDS: written as the pieces given, read as one view into the frame. */
export const records: Type<readonly Uint8Array[] | null> = {
  write: (writer, value) => writer.nullablePieces(value),
  read: (reader) => {
    const view = reader.nullableBytes('records');
    return view === null ? null : [view];
  },
};

/** COMPACT_ARRAY that may be null. */
export function nullableArray<T>(of: Type<T>): Type<readonly T[] | null> {
  return {
    write: (writer, value, version) => {
      writer.arrayLength(value === null ? null : value.length);
      if (value !== null) for (const one of value) of.write(writer, one, version);
    },
    read: (reader, version) => {
      const length = reader.arrayLength();
      if (length === null) return null;
      const items: T[] = [];
      for (let index = 0; index < length; index++) items.push(of.read(reader, version));
      return items;
    },
  };
}

/** COMPACT_ARRAY */
export function array<T>(of: Type<T>): Type<readonly T[]> {
  const nullable = nullableArray(of);
  return {
    write: (writer, value, version) => nullable.write(writer, value, version),
    read: (reader, version) => {
      const items = nullable.read(reader, version);
      if (items === null) throw wireError('TIDE_WIRE_NULL', { part: 'array', offset: reader.left });
      return items;
    },
  };
}

/** A field of versions `from` to `to` only; in others it is not on the wire and reads as `otherwise`. */
export function between<T>(from: number, to: number, of: Type<T>, otherwise: T): Type<T> {
  return {
    write: (writer, value, version) => {
      if (version >= from && version <= to) of.write(writer, value, version);
    },
    read: (reader, version) => (version >= from && version <= to ? of.read(reader, version) : otherwise),
  };
}

export const since = <T>(from: number, of: Type<T>, otherwise: T): Type<T> => between(from, Infinity, of, otherwise);
export const until = <T>(to: number, of: Type<T>, otherwise: T): Type<T> => between(0, to, of, otherwise);
