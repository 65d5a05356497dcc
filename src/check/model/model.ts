// Model: everything the histories and facts say, indexed; pure data that anomalies and measures read.
import type { RunFacts } from '../history.ts';
import type { GroupHistory } from './groups.ts';
import type { SiteLogs } from './logs.ts';
import type { PartitionTable } from './partitions.ts';
import type { RecordTable } from './records.ts';
import type { WayBack } from './way-back.ts';

export const PRIMARY = 0;
export const STANDBY = 1;

export interface Transaction {
  readonly session: number;
  readonly id: string;
  /** The last word of the producer. */
  outcome: 'open' | 'commit' | 'abort' | 'commit-unknown';
  rows: readonly number[];
}

export interface FinalPosition {
  readonly group: string;
  readonly site: number;
  readonly partition: number;
  readonly offset: number | null;
  readonly leaderEpoch: number;
}

export interface Stall {
  readonly process: string;
  readonly from: number;
  readonly to: number;
}

export interface SiteModel {
  readonly name: string;
  /** Read uncommitted: what is in the log. */
  readonly log: SiteLogs;
  /** Read committed: what transactions let through. */
  readonly committed: SiteLogs;
  /** The read after the site came back, before anything could truncate it. */
  readonly recovered: SiteLogs;
}

export interface Model {
  readonly facts: RunFacts;
  /**
   * Number 0 is the primary, 1 the standby; others follow. In a single cluster 1 is a site without logs.
   * With a way back the primary is two sites of one name: 0 as it came back (its `recovered` read), `wayBack.site` as it was in the end.
   */
  readonly sites: readonly SiteModel[];
  readonly partitions: PartitionTable;
  readonly records: RecordTable;
  readonly groups: readonly GroupHistory[];
  readonly transactions: readonly Transaction[];
  readonly finalPositions: readonly FinalPosition[];
  readonly stalls: readonly Stall[];
  /** True when the primary was lost or left: the standby is the survivor. */
  readonly switched: boolean;
  /** When the standby became the only site allowed to answer; +infinity when it never did. */
  readonly promotedAt: number;
  /** Records keep their offsets at the standby. */
  readonly preserving: boolean;
  /** Per partition number: topic is mirrored. */
  readonly mirrored: readonly boolean[];
  /** Per partition number: the standby's log end at the promotion; +infinity without a switch or without a cut row. */
  readonly cut: readonly number[];
  readonly primaryHighWatermark: readonly (number | null)[];
  /** Site that acknowledged each record; -1 unknown or not acknowledged. Filled in by attribution. */
  readonly ackSite: Int8Array;
  /** Records of transactions that the producer aborted. */
  readonly aborted: Uint8Array;
  /** Records of transactions that were left open or whose commit got no answer. */
  readonly undecided: Uint8Array;
  /** The planned way back to the primary; null when there was none. */
  readonly wayBack: WayBack | null;
  /** Sessions whose history ends in a torn line: their last records may lack an invoke line. */
  readonly tornSessions: ReadonlySet<number>;
  /** Missing evidence that keeps the run from being green, and remarks that do not. */
  readonly gaps: string[];
  readonly remarks: readonly string[];
}

export function siteAt(model: Model, index: number): SiteModel {
  const site = model.sites[index];
  if (site === undefined) throw new RangeError(`no site number ${index}`);
  return site;
}

/** The site whose log answers "is it still there?" after the loss. */
export function survivor(model: Model): number {
  return model.switched ? STANDBY : PRIMARY;
}

/** The site that serves clients in the end: the survivor, or the primary again. */
export function served(model: Model): number {
  const { wayBack } = model;
  return wayBack !== null && wayBack.openedAt < Infinity ? wayBack.site : survivor(model);
}

/** Offset of a record in the primary's log, from the log or, where that is not readable, from the acknowledgement; NaN when unknown. */
export function primaryOffset(model: Model, row: number): number {
  const inLog = siteAt(model, PRIMARY).log.offsetOf(row);
  if (!Number.isNaN(inLog)) return inLog;
  return model.ackSite[row] === PRIMARY ? model.records.ackOffset.at(row) : Number.NaN;
}

/** Topic-partition number of a record: where it was acknowledged, else where a log has it; -1 when neither. */
export function partitionOf(model: Model, row: number): number {
  const acknowledged = model.records.ackPartition.at(row);
  if (acknowledged >= 0) return acknowledged;
  for (const site of model.sites) if (site.log.has(row)) return site.log.partitionOf(row);
  const session = model.records.sessionAt(row);
  const partition = model.records.partition.at(row);
  return partition >= 0 && session.topic !== '' ? model.partitions.indexOf(session.topic, partition) : -1;
}
