// Disorder: records that lie behind newer ones, and why.
import type { Evidence } from './evidence.ts';
import type { PartitionLog } from './logs.ts';
import { type Model, PRIMARY, STANDBY, primaryOffset, siteAt, survivor } from './model.ts';
import { STATE } from './records.ts';

export interface Displaced {
  readonly row: number;
  readonly site: number;
  readonly partition: number;
  readonly offset: number;
  readonly cause: 'send' | 'link' | 'late-copy' | 'switch';
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
  if (!model.switched || site !== survivor(model) || offset < (model.cut[partition] ?? Infinity)) return 'send';
  const acknowledgedByPrimary = model.records.state.at(row) === STATE.ok && model.ackSite[row] === PRIMARY;
  if (acknowledgedByPrimary) return 'late-copy';
  const moved = model.facts.phases.redirectedAt ?? model.promotedAt;
  const sent = model.records.invokedAt.at(row);
  // Under way when the primary fell silent: the client sent it again whenever its own time-out allowed.
  return Number.isNaN(sent) || sent < moved ? 'switch' : 'send';
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

/** For offset-preserving links: the standby holds another record than the primary at this offset; class `diverged` has it. */
export function isDiverged(model: Model, site: number, partition: number, offset: number, row: number): boolean {
  if (!model.preserving || site !== STANDBY || model.mirrored[partition] !== true) return false;
  if (offset >= (model.cut[partition] ?? Infinity)) return false;
  const primary = siteAt(model, PRIMARY).log.at(partition);
  const index = primary?.find(offset) ?? -1;
  return index >= 0 && primary?.rows.at(index) !== row;
}
