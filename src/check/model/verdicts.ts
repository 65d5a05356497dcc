// Verdicts: for each acknowledged record, whether the site that acknowledged it holds it where it said.
import { type Model, PRIMARY, STANDBY, siteAt } from './model.ts';
import { STATE } from './records.ts';
import { isUncarried, isWhole } from './way-back.ts';

/**
 * stored: the acknowledged offset holds the record. elsewhere: it holds another record, this one is at another offset of that log.
 * notWritten: it holds a record that was there before, this one is nowhere. lost: nothing is there, or a record written after the
 * acknowledgement (the log was cut and went on). overwritten: it was there when the site came back, and is gone from every log now.
 * expired: below the log start. unread: nobody read that far.
 *
 * With a way back, the log that the old primary came back with answers for what it acknowledged before: a record that lies elsewhere in the
 * final logs was recovered and is `stored`; one that is in none of them is `overwritten`.
 */
export const VERDICT = {
  none: 0,
  stored: 1,
  elsewhere: 2,
  notWritten: 3,
  lost: 4,
  overwritten: 5,
  expired: 6,
  unread: 7,
} as const;

export function verdictsOf(model: Model): Uint8Array {
  const verdicts = new Uint8Array(model.records.length);
  for (let row = 0; row < verdicts.length; row++) {
    if (model.records.state.at(row) === STATE.ok) verdicts[row] = verdictOf(model, row);
  }
  return verdicts;
}

function verdictOf(model: Model, row: number): number {
  const siteIndex = model.ackSite[row] ?? -1;
  if (siteIndex < 0) return VERDICT.unread;
  const { log, recovered } = siteAt(model, siteIndex);
  const partition = model.records.ackPartition.at(row);
  const offset = model.records.ackOffset.at(row);
  const partitionLog = log.at(partition);
  if (partitionLog === undefined) return VERDICT.unread;
  // Stock tools may acknowledge without telling an offset (-1): presence is all that can be asked then.
  if (isFencedWrite(model, row, siteIndex) && !log.has(row)) return VERDICT.none;
  const gone = log.has(row) && siteIndex === PRIMARY ? afterReturn(model, row, partition, offset) : null;
  if (gone !== null) return gone;
  if (offset < 0) return log.has(row) ? VERDICT.stored : VERDICT.lost;
  if (offset < partitionLog.earliest) return VERDICT.expired;
  if (offset >= partitionLog.unreadFrom) return VERDICT.unread;
  const index = partitionLog.find(offset);
  const other = index < 0 ? -2 : partitionLog.rows.at(index);
  // A damaged record may not even tell its own id; class `corrupt` has it.
  if (other === row || (index >= 0 && partitionLog.intact.at(index) === 0)) return VERDICT.stored;
  if (log.has(row)) return VERDICT.elsewhere;
  if (recovered.has(row) && !model.sites.some((site) => site.log.has(row))) return VERDICT.overwritten;
  if (index < 0) return VERDICT.lost;
  return writtenAfter(model, other, model.records.ackedAt.at(row)) ? VERDICT.lost : VERDICT.notWritten;
}

/** Taken by the old primary after the promotion and after its log had been read: class dual.write has it. */
function isFencedWrite(model: Model, row: number, site: number): boolean {
  return model.wayBack !== null && site === PRIMARY && model.records.ackedAt.at(row) > model.promotedAt;
}

/** What became of a record that the old primary came back with; null when a final log holds it, and without a way back. */
function afterReturn(model: Model, row: number, partition: number, offset: number): number | null {
  const { wayBack } = model;
  if (wayBack === null || isUncarried(model, row)) return null;
  const logs = [STANDBY, wayBack.site].map((site) => siteAt(model, site).log);
  if (logs.some((each) => each.has(row))) return null;
  if (!logs.every((each) => isWhole(each.at(partition)))) return VERDICT.unread;
  return logs.some((each) => offset >= 0 && offset < (each.at(partition)?.earliest ?? 0))
    ? VERDICT.expired
    : VERDICT.overwritten;
}

function writtenAfter(model: Model, row: number, t: number): boolean {
  if (row < 0) return false;
  const invoked = model.records.invokedAt.at(row);
  return (Number.isNaN(invoked) ? model.records.ackedAt.at(row) : invoked) > t;
}
