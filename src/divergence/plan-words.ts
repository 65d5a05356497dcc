// The plan of a recovery in sentences. Pure.
import { type TopicPartition, formatCount, keyOf } from '../base/core.ts';
import type { RecoveryCounts, RecoveryPolicy } from './contract.ts';

export interface PlannedPartition extends TopicPartition {
  readonly point: number;
  readonly end: number;
  readonly counts: RecoveryCounts;
  /** Records that wait for a rule. */
  readonly undecided: number;
}

/** One sentence per thing that will be written or left out, per partition, in the order of the archive. */
export function planSentences(
  retired: string,
  surviving: string,
  partitions: readonly PlannedPartition[],
  policy: RecoveryPolicy,
): readonly string[] {
  const sentences = partitions.flatMap((one) => partitionSentences(retired, surviving, one, policy));
  return sentences.length === 0 ? [`The archive holds no tail of ${retired}: nothing is to be recovered.`] : sentences;
}

function partitionSentences(
  retired: string,
  surviving: string,
  one: PlannedPartition,
  policy: RecoveryPolicy,
): readonly string[] {
  const { counts } = one;
  const name = keyOf(one);
  const records = (count: number): string => `${formatCount(count)} ${count === 1 ? 'record' : 'records'}`;
  const said: [number, string][] = [
    [
      counts.recovered,
      `append ${records(counts.recovered)} of its tail at ${retired} (offsets ${one.point} to ${one.end - 1}) behind the log end of ${name} at ${surviving}, in their order, with their key, value, headers and timestamp${policy.originHeaders === true ? ' and headers that name their origin' : ''}`,
    ],
    [
      counts.quarantined,
      `write ${records(counts.quarantined)} to the quarantine topic, with headers that name their origin`,
    ],
    [counts.alreadyThere, `leave ${records(counts.alreadyThere)} that ${surviving} already has`],
    [
      counts.skippedAsNewer,
      `leave ${records(counts.skippedAsNewer)} in the archive: ${surviving} has taken newer ones of the same key`,
    ],
    [counts.discarded, `leave ${records(counts.discarded)} in the archive by decision${reasonsOf(one, policy)}`],
    [
      counts.neverCommitted,
      `leave ${records(counts.neverCommitted)} of transactions that never committed: no consumer may see them`,
    ],
    [one.undecided, `decide about ${records(one.undecided)} whose key both sites wrote`],
  ];
  const told = said.filter(([count]) => count > 0).map(([, sentence]) => `${name}: ${sentence}.`);
  return told.length === 0 ? [`${name}: nothing is to be done.`] : told;
}

function reasonsOf(one: TopicPartition, policy: RecoveryPolicy): string {
  const reasons = policy.rules.flatMap(({ topic, action }) =>
    action.do === 'discard' && (topic === undefined || topic === one.topic) ? [`${action.who}: ${action.reason}`] : [],
  );
  return reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
}
