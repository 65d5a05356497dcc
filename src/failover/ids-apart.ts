// Producer ids of two clusters, apart or not: the arithmetic. Pure.
//
// Both clusters hand out ids from 0 in blocks of 1,000 a broker. A producer that moves keeps its id, epoch and sequences; if the
// new cluster knows the same id, it answers "duplicate" and writes nothing (facts law 33; Kafka: ProducerStateEntry).

/** ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE of Kafka. */
export const ID_BLOCK = 1000;

export interface IdsApart {
  readonly apart: boolean;
  readonly primaryHighest: number;
  /** Highest id the primary can hand out before it has taken `marginIds` more. */
  readonly primaryCeiling: number;
  readonly standbyLowest: number;
  readonly standbyHighest: number;
  readonly marginIds: number;
  readonly rounds: number;
  /** Monotonic milliseconds of the last look. */
  readonly atMs: number;
  readonly evidence: readonly string[];
}

/** The end of the block in which `highest` lies, plus the margin: brokers hold whole blocks and fetch the next one early. */
export function ceilingOf(highest: number, marginIds: number): number {
  return (Math.floor(highest / ID_BLOCK) + 1) * ID_BLOCK - 1 + marginIds;
}
