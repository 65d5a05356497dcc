// Copies: who wrote the second copy of a record, told by where it lies and who had acknowledged it.
import { type Evidence } from './evidence.ts';
import { type Model, PRIMARY, STANDBY, siteAt } from './model.ts';
import { STATE } from './records.ts';
import { type WayBack, originOf, ownFrom } from './way-back.ts';

export type CopyCause =
  | 'dup.retry'
  | 'dup.link'
  | 'dup.loop'
  | 'dup.replay'
  | 'dup.failback'
  | 'dup.recovered'
  | 'dup.switch';

export interface ExtraCopy {
  readonly cause: CopyCause;
  readonly site: number;
  readonly row: number;
  readonly partition: number;
  readonly offset: number;
}

const CACHE = new WeakMap<Evidence, readonly ExtraCopy[]>();

/** Every copy beyond the first of each record in each site's log. */
export function extraCopies(evidence: Evidence): readonly ExtraCopy[] {
  const known = CACHE.get(evidence);
  if (known !== undefined) return known;
  const found: ExtraCopy[] = [];
  evidence.model.sites.forEach((_site, index) => {
    collect(evidence.model, index, found);
  });
  CACHE.set(evidence, found);
  return found;
}

function collect(model: Model, site: number, found: ExtraCopy[]): void {
  const { log } = siteAt(model, site);
  for (const partitionLog of log.partitions) {
    if (partitionLog === undefined) continue;
    const seen = new Map<number, number>();
    for (let i = 0; i < partitionLog.length; i++) {
      const row = partitionLog.rows.at(i);
      if (row < 0 || log.copies(row) < 2 || partitionLog.intact.at(i) === 0) continue;
      const before = seen.get(row) ?? 0;
      seen.set(row, before + 1);
      const partition = partitionLog.partition;
      // Copies in several partitions: the first copy of the site is the original.
      if (before === 0 && log.partitionOf(row) === partition) continue;
      const offset = partitionLog.offsets.at(i);
      const cause = causeOf(model, site, row, partition, offset, before);
      if (cause !== null) found.push({ cause, site, row, partition, offset });
    }
  }
}

function causeOf(
  model: Model,
  site: number,
  row: number,
  partition: number,
  offset: number,
  before: number,
): CopyCause | null {
  const { wayBack } = model;
  if (site === wayBack?.site) return atReturned(model, wayBack, row, partition, offset);
  if (site !== STANDBY) return atOrigin(model, site, row, partition, offset);
  const start = wayBack?.starts[partition];
  // What replication carries forward again after the way back is the returned primary's, and counted there.
  if (wayBack && start && start.end >= 0 && offset >= start.end) {
    if (siteAt(model, wayBack.site).log.holds(partition, offset + start.shift, row)) return null;
  }
  return atStandby(model, row, partition, offset, before);
}

/**
 * The primary after the way back. Null: a faithful copy of a duplicate that the survivor, or the primary as it came back, holds too;
 * it is counted there.
 */
function atReturned(model: Model, wayBack: WayBack, row: number, partition: number, offset: number): CopyCause | null {
  const start = wayBack.starts[partition];
  if (model.mirrored[partition] !== true) return 'dup.retry';
  if (start === undefined) return 'dup.failback';
  const first = siteAt(model, wayBack.site).log.offsetOf(row);
  const own = ownFrom(start);
  if (offset >= own) {
    if (first >= own) return 'dup.retry';
    // Its answer was lost when the survivor closed: the client rightly sends it again.
    return model.records.state.at(row) === STATE.ok && model.ackSite[row] !== wayBack.site
      ? 'dup.failback'
      : 'dup.switch';
  }
  const origin = originOf(start, offset);
  const survivorLog = siteAt(model, STANDBY).log;
  if (Number.isNaN(origin) || !survivorLog.holds(partition, origin, row))
    return siteAt(model, PRIMARY).log.holds(partition, offset, row) && (offset < start.from || start.shift > 0)
      ? null
      : 'dup.failback';
  if (survivorLog.offsetOf(row) !== origin) return null;
  return Number.isNaN(originOf(start, first)) ? 'dup.recovered' : 'dup.failback';
}

function atOrigin(model: Model, site: number, row: number, partition: number, offset: number): CopyCause {
  const inOther = siteAt(model, site === PRIMARY ? STANDBY : PRIMARY).log.has(row);
  const highWatermark = model.primaryHighWatermark[partition];
  if (
    model.wayBack === null &&
    site === PRIMARY &&
    model.switched &&
    inOther &&
    typeof highWatermark === 'number' &&
    offset >= highWatermark
  )
    return 'dup.failback';
  return model.facts.architecture === 'active-active' && inOther && model.mirrored[partition] === true
    ? 'dup.loop'
    : 'dup.retry';
}

/** Null: a faithful copy of a duplicate that the primary holds too, which is counted there. */
function atStandby(model: Model, row: number, partition: number, offset: number, before: number): CopyCause | null {
  const primary = siteAt(model, PRIMARY).log;
  const cut = model.cut[partition] ?? Infinity;
  const firstCopy = siteAt(model, STANDBY).log.offsetOf(row);
  const ackedHere = model.records.state.at(row) === STATE.ok && model.ackSite[row] === STANDBY;
  if (model.mirrored[partition] !== true) return 'dup.retry';
  if (offset < cut) {
    if (ackedHere && !primary.has(row)) return 'dup.retry';
    return before < primary.copies(row) ? null : 'dup.link';
  }
  if (firstCopy >= cut) return ackedHere || !acknowledgedByPrimary(model, row) ? 'dup.retry' : 'dup.link';
  return acknowledgedByPrimary(model, row) ? 'dup.replay' : 'dup.switch';
}

function acknowledgedByPrimary(model: Model, row: number): boolean {
  return model.records.state.at(row) === STATE.ok && model.ackSite[row] === PRIMARY;
}
