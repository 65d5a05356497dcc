// Sequence: f(offset), which makes the broker's idempotence check a compare-and-append, and the producer id of a flow's generation (laws 1, 3, 12).
import { createHash } from 'node:crypto';
import { assert } from '../base/core.ts';

const MODULUS = 2 ** 31;

/** Sequence of the record at a target offset: the offset itself, modulo 2^31. */
export function sequenceOf(targetOffset: number): number {
  assert(targetOffset >= 0, 'a target offset is not negative');
  return targetOffset % MODULUS;
}

/**
 * How many records lie between what the broker knows of our producer and the log end: 0 when the log ends with our own record.
 * Control markers and other writers' records advance the log end and not our sequence.
 */
export function foreignRecords(logEnd: number, ownLastSequence: number): number {
  return (((logEnd - 1 - ownLastSequence) % MODULUS) + MODULUS) % MODULUS;
}

/**
 * The producer id of one generation of a flow: 2^62 plus 46 bits of a hash. Brokers hand ids out from 0, so that the two never meet,
 * and never check that an id was handed out (ProducerIdManager; KafkaApis.handleProduceRequest).
 */
export function producerIdOf(flowName: string, generation: number): bigint {
  assert(Number.isSafeInteger(generation) && generation >= 0, 'a generation is a count');
  const hash = createHash('sha256').update(`${flowName}\n${generation}`).digest();
  return (1n << 62n) | (hash.readBigUInt64BE(0) >> 18n);
}
