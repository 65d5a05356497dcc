// Struct: fields in their order on the wire, then its tagged fields (KIP-482), in both directions.
import type { Reader } from './reader.ts';
import type { Type } from './types.ts';
import type { Writer } from './writer.ts';

type Fields = Readonly<Record<string, Type<unknown>>>;
type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Type<infer T> ? T : never };

/** A tagged field: absent on the wire and null here, or there. `from`: first version that has it. */
export interface Tagged<T> {
  readonly tag: number;
  readonly from: number;
  readonly type: Type<T>;
}
type TaggedFields = Readonly<Record<string, Tagged<unknown>>>;
type TaggedValues<G extends TaggedFields> = {
  readonly [K in keyof G]: (G[K] extends Tagged<infer T> ? T : never) | null;
};

export function tagged<T>(tag: number, from: number, type: Type<T>): Tagged<T> {
  return { tag, from, type };
}

export function struct<F extends Fields>(fields: F): Type<Values<F>>;
export function struct<F extends Fields, G extends TaggedFields>(
  fields: F,
  optional: G,
): Type<Values<F> & TaggedValues<G>>;
export function struct<F extends Fields>(fields: F, optional: TaggedFields = {}): Type<Values<F>> {
  const plain = Object.entries(fields);
  const extra = Object.entries(optional).sort(([, a], [, b]) => a.tag - b.tag);
  return {
    write: (writer, value, version) => {
      const given = value as Readonly<Record<string, unknown>>;
      for (const [name, type] of plain) type.write(writer, given[name], version);
      writeTagged(writer, extra, given, version);
    },
    read: (reader, version) => {
      const value: Record<string, unknown> = {};
      for (const [name, type] of plain) value[name] = type.read(reader, version);
      readTagged(reader, extra, value, version);
      return value as Values<F>;
    },
  };
}

type Extra = readonly (readonly [name: string, field: Tagged<unknown>])[];

function writeTagged(writer: Writer, extra: Extra, given: Readonly<Record<string, unknown>>, version: number): void {
  const present = extra.filter(([name, field]) => version >= field.from && given[name] !== null);
  writer.unsignedVarint(present.length);
  for (const [name, field] of present) {
    writer.taggedField(field.tag, (apart) => field.type.write(apart, given[name], version));
  }
}

function readTagged(reader: Reader, extra: Extra, value: Record<string, unknown>, version: number): void {
  for (const [name] of extra) value[name] = null;
  reader.taggedFields((tag) => {
    for (const [name, field] of extra) {
      if (field.tag === tag && version >= field.from) value[name] = field.type.read(reader, version);
    }
  });
}
