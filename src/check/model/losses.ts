// Losses: which records the primary had acknowledged did not reach the standby by the cut, and whether they are its tail or a hole.
import { type Model, PRIMARY, STANDBY, partitionOf, primaryOffset, siteAt } from './model.ts';
import { STATE } from './records.ts';
import { VERDICT } from './verdicts.ts';

export const LOSS = { none: 0, tail: 1, hole: 2 } as const;

export interface Losses {
  /** Per row: LOSS. Only what replication owes; what the primary itself lost is not in here. */
  readonly kind: Uint8Array;
  /** Rows acknowledged in time and absent from the survivor, whoever lost them: the RPO set. */
  readonly missing: readonly number[];
  /** Rows never acknowledged that may have been written at the primary and are not at the survivor. */
  readonly maybeMissing: readonly number[];
  readonly acknowledgedBefore: number;
  /** Why the standby's side cannot be judged; null when it can. */
  readonly unknown: string | null;
}

/** True when the record was at the standby before the promotion: what clients and replays wrote later does not count. */
export function reachedStandby(model: Model, row: number): boolean {
  const { log } = siteAt(model, STANDBY);
  return log.has(row) && log.offsetOf(row) < (model.cut[log.partitionOf(row)] ?? Infinity);
}

export function lossesOf(model: Model, verdicts: Uint8Array): Losses {
  const kind = new Uint8Array(model.records.length);
  const standby = siteAt(model, STANDBY);
  const highest = highestReplicated(model);
  const missing: number[] = [];
  const maybeMissing: number[] = [];
  let acknowledgedBefore = 0;
  const lossAt = model.facts.t0 ?? model.facts.phases.decidedAt ?? Infinity;
  for (let row = 0; row < model.records.length; row++) {
    const state = model.records.state.at(row);
    if (state === STATE.ok && model.ackSite[row] === PRIMARY) {
      const partition = model.records.ackPartition.at(row);
      if (model.mirrored[partition] !== true) continue;
      const inTime = model.records.ackedAt.at(row) <= (model.switched ? model.promotedAt : lossAt);
      if (inTime) acknowledgedBefore += 1;
      if (inTime && !model.switched && lostInCluster(verdicts[row])) missing.push(row);
      // After the promotion the primary owes nothing to replication: class dual.write has it.
      if (model.switched && !inTime) continue;
      if (!standby.log.read || reachedStandby(model, row) || unread(model, row, highest)) continue;
      if (model.switched) missing.push(row);
      if (lostInCluster(verdicts[row])) continue;
      const offset = primaryOffset(model, row);
      if (offset < (highest.get(partition) ?? -1)) kind[row] = LOSS.hole;
      else if (model.switched) kind[row] = LOSS.tail;
    } else if (model.switched && (state === STATE.info || state === STATE.invoked) && mayBeLost(model, row, lossAt)) {
      maybeMissing.push(row);
    }
  }
  const unknown = model.switched && !standby.log.read ? `the final read of ${standby.name} is missing` : null;
  return { kind, missing, maybeMissing, acknowledgedBefore, unknown };
}

function lostInCluster(verdict: number | undefined): boolean {
  return verdict === VERDICT.lost || verdict === VERDICT.notWritten;
}

/** Never answered, sent to the primary before its loss, possibly in its log, not at the standby. */
function mayBeLost(model: Model, row: number, lossAt: number): boolean {
  const { records } = model;
  const session = records.sessionAt(row);
  if (!session.declared || (session.pointedAt !== 'bootstrap' && session.pointedAt !== model.facts.primary))
    return false;
  if (!(records.invokedAt.at(row) < lossAt)) return false;
  const partition = partitionOf(model, row);
  // What was recovered later does not change what was at stake when the standby took over.
  const atStandby = model.wayBack === null ? siteAt(model, STANDBY).log.has(row) : reachedStandby(model, row);
  if (model.mirrored[partition] !== true || atStandby) return false;
  const { log } = siteAt(model, PRIMARY);
  return !log.read || log.has(row) || (log.at(partition)?.unreadFrom ?? 0) < Infinity;
}

/** Highest primary offset per partition among the records that reached the standby. */
function highestReplicated(model: Model): Map<number, number> {
  const highest = new Map<number, number>();
  for (let row = 0; row < model.records.length; row++) {
    if (!reachedStandby(model, row)) continue;
    const offset = primaryOffset(model, row);
    const partition = siteAt(model, STANDBY).log.partitionOf(row);
    if (offset > (highest.get(partition) ?? -1)) highest.set(partition, offset);
  }
  return highest;
}

/** The standby's read of this partition stopped early: a record beyond what was read is unknown, not missing. */
function unread(model: Model, row: number, highest: ReadonlyMap<number, number>): boolean {
  const partition = model.records.ackPartition.at(row);
  const log = siteAt(model, STANDBY).log.at(partition);
  if (log === undefined) return true;
  return (
    log.unreadFrom < Math.min(log.range?.logEnd ?? 0, model.cut[partition] ?? Infinity) &&
    primaryOffset(model, row) > (highest.get(partition) ?? -1)
  );
}
