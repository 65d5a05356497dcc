// Which record a value is, as history lines tell it: session, partition in the id, sequence, intact. Pure.
import { readJavaStamp, readStamp } from '../../check/core.ts';

export interface Identity {
  /** "" for a record without a stamp; `<run>:<session>` for a record of another run. */
  readonly session: string;
  readonly recordPartition: number;
  /** -1 for a record without a stamp. */
  readonly seq: number;
  readonly intact: 0 | 1;
}

/** Longest value the stock Java tool writes: `<9 digits>.<15 digits>`. */
const JAVA_VALUE_MAX_BYTES = 25;

export function identify(value: Buffer | null | undefined, run: string, logPartition: number): Identity {
  if (value === null || value === undefined) return { session: '', recordPartition: logPartition, seq: -1, intact: 1 };
  if (value.length <= JAVA_VALUE_MAX_BYTES) {
    const java = readJavaStamp(value.toString('latin1'));
    if (java !== null) return { session: java.session, recordPartition: logPartition, seq: java.seq, intact: 1 };
  }
  const stamp = readStamp(value);
  // Without a stamp nothing can be said about its content; it is foreign, and judged as such.
  if (stamp === null) return { session: '', recordPartition: logPartition, seq: -1, intact: 1 };
  return {
    session: stamp.run === run ? stamp.id.session : `${stamp.run}:${stamp.id.session}`,
    recordPartition: stamp.id.partition,
    seq: stamp.id.seq,
    intact: stamp.intact ? 1 : 0,
  };
}
