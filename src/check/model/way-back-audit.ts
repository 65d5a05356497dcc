// WayBackAudit: the survivor's log and the returned primary's log, held against each other place by place, below what the survivor held when it was closed.
import type { PartitionLog } from './logs.ts';
import { type Model, STANDBY, siteAt } from './model.ts';
import { type WayBackStart, isBack, isUncarried, isWhole, originOf, placeOf } from './way-back.ts';

export interface Place {
  readonly partition: number;
  /** Offsets at the survivor and at the returned primary. */
  readonly offset: number;
  readonly place: number;
  /** Row at the survivor and at the returned primary; -1 for a record without a stamp, NaN where there is none. */
  readonly row: number;
  readonly other: number;
}

export interface WayBackAudit {
  /** Records that the survivor holds and whose place at the returned primary is empty. */
  readonly holes: readonly Place[];
  /** Places where both sites hold a record, and not the same one, or one of them damaged. */
  readonly different: readonly Place[];
  /** Records of the returned primary at a place that is empty at the survivor. */
  readonly added: readonly Place[];
  /** Mirrored partitions, those compared to the end, and those without any difference. */
  readonly partitions: number;
  readonly compared: number;
  readonly equal: number;
  readonly records: number;
  /** Why not every partition could be compared; null when each was. */
  readonly unknown: string | null;
}

/** Null without a way back, and for one that did not get as far as opening the returned primary: nothing is claimed to be equal then. */
export function auditWayBack(model: Model): WayBackAudit | null {
  const { wayBack } = model;
  if (wayBack === null || !isBack(model)) return null;
  const holes: Place[] = [];
  const different: Place[] = [];
  const added: Place[] = [];
  const sums = { partitions: 0, compared: 0, equal: 0, records: 0 };
  let unknown: string | null = null;
  model.mirrored.forEach((mirrored, partition) => {
    if (!mirrored) return;
    sums.partitions += 1;
    const start = wayBack.starts[partition];
    const survivor = siteAt(model, STANDBY).log.at(partition);
    const returned = siteAt(model, wayBack.site).log.at(partition);
    if (start === undefined || start.end < 0 || !isWhole(survivor) || !isWhole(returned)) {
      unknown ??= whyNot(model, partition, start, survivor);
      return;
    }
    const before = holes.length + different.length + added.length;
    const pair = { model, partition, start, survivor, returned };
    sums.records += outward(pair, holes, different);
    inward(pair, added);
    sums.compared += 1;
    if (holes.length + different.length + added.length === before) sums.equal += 1;
  });
  return { holes, different, added, ...sums, unknown };
}

interface Pair {
  readonly model: Model;
  readonly partition: number;
  readonly start: WayBackStart;
  readonly survivor: PartitionLog;
  readonly returned: PartitionLog;
}

/** From the survivor to the returned primary; returns the records found in their places. Below the log start of either side nothing is judged. */
function outward({ model, partition, start, survivor, returned }: Pair, holes: Place[], different: Place[]): number {
  let same = 0;
  for (let i = 0; i < survivor.length && survivor.offsets.at(i) < start.end; i++) {
    const offset = survivor.offsets.at(i);
    const row = survivor.rows.at(i);
    const place = placeOf(start, offset);
    if (place < returned.earliest) continue;
    const index = returned.find(place);
    const other = index < 0 ? Number.NaN : returned.rows.at(index);
    if (other === row && returned.intact.at(index) === survivor.intact.at(i)) same += 1;
    else if (index >= 0) different.push({ partition, offset, place, row, other });
    else if (!isUncarried(model, row)) holes.push({ partition, offset, place, row, other });
  }
  return same;
}

function inward({ model, partition, start, survivor, returned }: Pair, added: Place[]): void {
  const end = placeOf(start, start.end);
  for (let i = 0; i < returned.length && returned.offsets.at(i) < end; i++) {
    const place = returned.offsets.at(i);
    const offset = originOf(start, place);
    // The tail that stayed has no counterpart; below the survivor's log start nobody can look.
    if (Number.isNaN(offset) || offset < survivor.earliest || survivor.find(offset) >= 0) continue;
    const other = returned.rows.at(i);
    if (!isUncarried(model, other)) added.push({ partition, offset, place, row: Number.NaN, other });
  }
}

function whyNot(
  model: Model,
  partition: number,
  start: WayBackStart | undefined,
  survivor: PartitionLog | undefined,
): string {
  const { topic, partition: number } = model.partitions.at(partition);
  if (start === undefined || start.end < 0)
    return `it was not recorded where the way back of ${topic}-${number} began and ended`;
  const site = isWhole(survivor) ? model.facts.primary : model.facts.standby;
  return `the final read of ${site} ${topic}-${number} is missing or stopped early`;
}
