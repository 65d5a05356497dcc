// Findings of the golden results: every class with its meaning, zero unless a result says otherwise.
import type { Allowed, AnomalyFinding, AnomalyName } from '../../../src/check/core.ts';

const CLASSES: readonly (readonly [AnomalyName, Allowed, string])[] = [
  [
    'lost.tail',
    'budget',
    'Acknowledged at the primary before the fault, absent at the survivor, and nothing later of that partition arrived.',
  ],
  [
    'lost.hole',
    'forbidden',
    'Acknowledged at the primary and absent at the survivor although a later record of that partition arrived.',
  ],
  ['lost.in-cluster', 'forbidden', 'Acknowledged by a cluster and absent from the same cluster when it was read back.'],
  ['lost.overwritten', 'forbidden', 'Was in the old primary after its return and is gone at the end of the failback.'],
  [
    'acked.not-written',
    'forbidden',
    'Acknowledged with an offset that holds another record: producer ids of the two clusters collided.',
  ],
  ['phantom', 'forbidden', 'In a log although its writer was told it failed, or nobody ever sent it.'],
  ['corrupt', 'forbidden', 'The payload does not have the hash it was sent with.'],
  ['dup.retry', 'forbidden', 'One record at two offsets, written twice by its own producer.'],
  ['dup.link', 'budget', 'One record at two offsets of the survivor, written twice by the replication.'],
  ['dup.loop', 'forbidden', 'A record came back to the cluster it was written to.'],
  ['dup.replay', 'not-applicable', 'One record at two offsets because a replay sent it again.'],
  ['dup.failback', 'not-applicable', 'One record at two offsets because the failback sent it again.'],
  ['reorder', 'forbidden', 'Records of one partition stand in another order at the survivor than at the primary.'],
  ['diverged', 'not-applicable', 'The same offset holds different records at the two sites.'],
  [
    'translation.bad',
    'forbidden',
    'A translated group position is not monotone, or lies beyond what the group had committed.',
  ],
  ['skipped', 'forbidden', 'In the survivor, passed by the position of the group, never delivered anywhere.'],
  [
    'redelivered.uncommitted',
    'expected',
    'Processed after the last commit and delivered again: normal at-least-once delivery.',
  ],
  [
    'redelivered.committed',
    'budget',
    'Below the committed position and delivered again: the price of translated positions.',
  ],
  ['rewound', 'forbidden', 'A group started again at the beginning, or far back, without an order to do so.'],
  ['commit.regression', 'forbidden', 'A committed position moved back while the group was live at the survivor.'],
  [
    'commit.epoch-ahead',
    'forbidden',
    'A commit carries a leader epoch that the survivor has not reached: its readers freeze.',
  ],
  ['dual.write', 'forbidden', 'Acknowledged by the old primary after the promotion: fencing did not hold.'],
  ['dual.processing', 'forbidden', 'The same record was processed at both sites after the promotion.'],
  [
    'aborted.visible',
    'not-applicable',
    'A record of an aborted transaction is visible to read_committed at the survivor.',
  ],
  ['torn.txn', 'not-applicable', 'Only a part of a committed transaction is visible at the survivor.'],
  ['txn.hanging', 'not-applicable', 'A transaction open at the cut pins the last stable offset of the survivor.'],
  ['stuck', 'forbidden', 'A group has lag and delivers nothing although its partition can be read.'],
  [
    'ambiguous',
    'expected',
    'Timed out: the client cannot know whether the record was written. Not a loss; it widens the interval.',
  ],
];

/** All classes; `found` overrides the zero rows. */
export function findings(found: Partial<Record<AnomalyName, Partial<AnomalyFinding>>>): AnomalyFinding[] {
  return CLASSES.map(([name, allowed, meaning]) => ({
    name,
    count: 0,
    allowed,
    outcome: 'pass',
    meaning,
    causes: {},
    examples: [],
    ...found[name],
  }));
}
