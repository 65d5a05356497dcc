// Disorder: records that lie behind newer ones, and why.
import type { Evidence } from './evidence.ts';
import type { PartitionLog } from './logs.ts';
import { type Model, PRIMARY, STANDBY, primaryOffset, siteAt, survivor } from './model.ts';
import { STATE } from './records.ts';
import { originOf, ownFrom } from './way-back.ts';

export interface Displaced {
  readonly row: number;
  readonly site: number;
  readonly partition: number;
  readonly offset: number;
  readonly cause: 'send' | 'link' | 'late-copy' | 'recovered' | 'switch';
}

const CACHE = new WeakMap<Evidence, readonly Displaced[]>();

export function displacedRecords(evidence: Evidence): readonly Displaced[] {
  const known = CACHE.get(evidence);
  if (known !== undefined) return known;
  const byRow = new Map<number, Displaced>();
  evidence.model.sites.forEach((site, index) => {
    for (const log of site.log.partitions) if (log !== undefined) inSendOrder(evidence.model, index, log, byRow);
  });
  if (!evidence.model.preserving) inSourceOrder(evidence.model, byRow);
  const found = [...byRow.values()];
  CACHE.set(evidence, found);
  return found;
}

/** Within one log, the first copies of one session rise in seq. */
function inSendOrder(model: Model, site: number, log: PartitionLog, found: Map<number, Displaced>): void {
  const highest = new Map<number, number>();
  for (let i = 0; i < log.length; i++) {
    const row = log.rows.at(i);
    const offset = log.offsets.at(i);
    if (row < 0 || log.intact.at(i) === 0 || !isFirstCopy(model, site, row, log.partition, offset)) continue;
    if (isDiverged(model, site, log.partition, offset, row)) continue;
    const session = model.records.session.at(row);
    const seq = model.records.seq.at(row);
    const before = highest.get(session) ?? -1;
    if (seq > before) highest.set(session, seq);
    else if (!found.has(row))
      found.set(row, {
        row,
        site,
        partition: log.partition,
        offset,
        cause: causeOf(model, site, row, log.partition, offset),
      });
  }
}

function causeOf(model: Model, site: number, row: number, partition: number, offset: number): Displaced['cause'] {
  const { wayBack } = model;
  const sentAt = model.records.invokedAt.at(row);
  if (wayBack !== null && site === wayBack.site) {
    const start = wayBack.starts[partition];
    if (start === undefined) return 'send';
    // A copy lies as it lay at the survivor; what was written behind the copies may be a client's late retry after this second move.
    if (offset < ownFrom(start)) return causeOf(model, STANDBY, row, partition, originOf(start, offset));
    return Number.isNaN(sentAt) || sentAt < wayBack.redirectedAt ? 'switch' : 'send';
  }
  const opened = wayBack?.starts[partition];
  if (wayBack !== null && site === STANDBY && opened && opened.end >= 0 && offset >= opened.end)
    return causeOf(model, wayBack.site, row, partition, offset + opened.shift);
  if (!model.switched || site !== survivor(model) || offset < (model.cut[partition] ?? Infinity)) return 'send';
  const acknowledgedByPrimary = model.records.state.at(row) === STATE.ok && model.ackSite[row] === PRIMARY;
  const resent = model.ackSite[row] === STANDBY;
  if (wayBack !== null && !resent && siteAt(model, PRIMARY).log.has(row)) return 'recovered';
  if (acknowledgedByPrimary) return 'late-copy';
  const moved = model.facts.phases.redirectedAt ?? model.promotedAt;
  // Under way when the primary fell silent: the client sent it again whenever its own time-out allowed.
  return Number.isNaN(sentAt) || sentAt < moved ? 'switch' : 'send';
}

/** The standby, restricted to what came from the primary, is in the primary's order. */
function inSourceOrder(model: Model, found: Map<number, Displaced>): void {
  for (const log of siteAt(model, STANDBY).log.partitions) {
    if (log === undefined || model.mirrored[log.partition] !== true) continue;
    let highest = -1;
    const cut = model.cut[log.partition] ?? Infinity;
    for (let i = 0; i < log.length && log.offsets.at(i) < cut; i++) {
      const row = log.rows.at(i);
      const offset = log.offsets.at(i);
      if (row < 0 || log.intact.at(i) === 0 || !isFirstCopy(model, STANDBY, row, log.partition, offset)) continue;
      const source = primaryOffset(model, row);
      if (Number.isNaN(source) || model.ackSite[row] === STANDBY) continue;
      if (source > highest) highest = source;
      else if (!found.has(row)) found.set(row, { row, site: STANDBY, partition: log.partition, offset, cause: 'link' });
    }
  }
}

function isFirstCopy(model: Model, site: number, row: number, partition: number, offset: number): boolean {
  const { log } = siteAt(model, site);
  return log.offsetOf(row) === offset && log.partitionOf(row) === partition;
}

/** For offset-preserving links: the copy holds another record than the site it was copied from at this place; class `diverged` has it. */
export function isDiverged(model: Model, site: number, partition: number, offset: number, row: number): boolean {
  const { wayBack } = model;
  if (wayBack !== null && site === wayBack.site && wayBack.openedAt < Infinity) {
    const start = wayBack.starts[partition];
    if (start === undefined || offset >= ownFrom(start)) return false;
    return holdsAnother(model, STANDBY, partition, originOf(start, offset), row);
  }
  if (!model.preserving || site !== STANDBY || model.mirrored[partition] !== true) return false;
  if (offset >= (model.cut[partition] ?? Infinity)) return false;
  return holdsAnother(model, PRIMARY, partition, offset, row);
}

function holdsAnother(model: Model, site: number, partition: number, offset: number, row: number): boolean {
  const log = siteAt(model, site).log.at(partition);
  const index = log?.find(offset) ?? -1;
  return index >= 0 && log?.rows.at(index) !== row;
}
