// Verdicts: for each acknowledged record, whether the site that acknowledged it holds it where it said.
import { type Model, siteAt } from './model.ts';
import { STATE } from './records.ts';

/**
 * stored: the acknowledged offset holds the record. elsewhere: it holds another record, this one is at another offset of that log.
 * notWritten: it holds a record that was there before, this one is nowhere. lost: nothing is there, or a record written after the
 * acknowledgement (the log was cut and went on). overwritten: it was there when the site came back, and is gone from every log now.
 * expired: below the log start. unread: nobody read that far.
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

function writtenAfter(model: Model, row: number, t: number): boolean {
  if (row < 0) return false;
  const invoked = model.records.invokedAt.at(row);
  return (Number.isNaN(invoked) ? model.records.ackedAt.at(row) : invoked) > t;
}
