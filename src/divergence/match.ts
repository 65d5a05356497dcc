// TailMatch: a tail in memory, and the survivor's records streamed past it; what each record of the tail is. Pure.
import { assert } from '../base/core.ts';
import type { TailClass, TailCounts, TailKind } from './contract.ts';

/** One record of the tail as the match needs it. Strings are hashes: no payload. */
export interface TailEntry {
  readonly offset: number;
  readonly timestamp: number;
  readonly kind: TailKind;
  readonly fingerprint: string;
  /** Hash of the key; null: no key. */
  readonly key: string | null;
  readonly nullValue: boolean;
}

/** One record that a consumer of the survivor can see (or could, as soon as its transaction commits). */
export interface SurvivorRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly fingerprint: string;
  readonly key: string | null;
  /** Written by a recovery of this archive: known by its producer id or its origin headers. */
  readonly ours: boolean;
  /** Offset in the tail that its origin headers name; null without such headers. */
  readonly originOffset: number | null;
}

/** What the survivor holds of one key of the tail, behind the point. */
interface KeySeen {
  /** Newest timestamp of records that are not of this tail; null: none. */
  foreignTimestamp: number | null;
  /** Highest tail offset whose record the survivor has. */
  tailOffset: number;
}

/** Entries of one fingerprint, in order; those before `next` have their record at the survivor. */
interface EqualRecords {
  readonly positions: number[];
  next: number;
}

/**
 * The tail is held, the survivor is not: memory is bounded by what the link had not copied yet, however long the survivor has
 * been writing since. Equal records are counted: two equal ones in the tail and one at the survivor leave one missing.
 */
export class TailMatch {
  readonly #entries: readonly TailEntry[];
  readonly #keyed: boolean;
  /** By fingerprint. */
  readonly #waiting = new Map<string, EqualRecords>();
  readonly #keys = new Map<string, KeySeen>();
  readonly #positions = new Map<number, number>();
  /** Offset at the survivor; -1: not seen there. */
  readonly #survivorOffsets: Float64Array;
  /** Entries whose only copy at the survivor belongs to a transaction that is still open. */
  readonly #pending = new Set<number>();
  /** Records that an earlier attempt wrote, in their order. */
  #own: SurvivorRecord[] = [];

  constructor(entries: readonly TailEntry[], options: { readonly keyed: boolean }) {
    this.#entries = entries;
    this.#keyed = options.keyed;
    this.#survivorOffsets = new Float64Array(entries.length).fill(-1);
    for (const [i, entry] of entries.entries()) {
      this.#positions.set(entry.offset, i);
      if (entry.kind !== 'data') continue;
      const same = this.#waiting.get(entry.fingerprint);
      if (same === undefined) this.#waiting.set(entry.fingerprint, { positions: [i], next: 0 });
      else same.positions.push(i);
      if (entry.key !== null) this.#keys.set(entry.key, { foreignTimestamp: null, tailOffset: -1 });
    }
  }

  get size(): number {
    return this.#entries.length;
  }

  entry(position: number): TailEntry {
    const entry = this.#entries[position];
    assert(entry !== undefined, 'a position inside the tail');
    return entry;
  }

  /** A record of the survivor behind the point, in the order of its log. */
  see(record: SurvivorRecord): void {
    if (record.ours && record.originOffset === null) {
      this.#own.push(record);
      return;
    }
    const found = this.#find(record);
    if (found !== null) this.#take(found, record);
    const seen = record.key === null ? undefined : this.#keys.get(record.key);
    if (seen !== undefined && found === null && !record.ours)
      seen.foreignTimestamp = Math.max(seen.foreignTimestamp ?? -Infinity, record.timestamp);
  }

  #take(position: number, record: SurvivorRecord): void {
    if (this.#survivorOffsets[position] === -1) this.#survivorOffsets[position] = record.offset;
    const seen = record.key === null ? undefined : this.#keys.get(record.key);
    if (seen !== undefined) seen.tailOffset = Math.max(seen.tailOffset, this.entry(position).offset);
  }

  /**
   * Our own records come last, and go to those of several equal ones in the tail that an earlier attempt would have written:
   * never to one that the survivor's other records had superseded while an equal one was due.
   */
  #settle(): void {
    if (this.#own.length === 0) return;
    const own = this.#own;
    this.#own = [];
    if (this.#keyed) this.#settleKeyed(own);
    else
      for (const record of own) {
        const pick = this.#firstFree(record.fingerprint);
        if (pick !== null) this.#take(pick, record);
      }
  }

  #settleKeyed(own: readonly SurvivorRecord[]): void {
    const taken = new Set<number>();
    const free = (i: number): boolean => this.#survivorOffsets[i] === -1 && !taken.has(i);
    const picks = own.map((record) => {
      const same = this.#waiting.get(record.fingerprint)?.positions.filter(free) ?? [];
      const pick = same.find((i) => !this.#isNewer(i)) ?? same[0];
      if (pick !== undefined) taken.add(pick);
      return pick;
    });
    for (const [i, pick] of picks.entries()) if (pick !== undefined) this.#take(pick, own[i]!);
  }

  /** A record that the survivor holds in a transaction which has not ended. */
  seeUndecided(record: SurvivorRecord): void {
    const waiting = this.#firstFree(record.fingerprint);
    if (waiting !== null) this.#pending.add(waiting);
  }

  /** A journal says that this record was recovered, and the survivor can no longer show it (retention, compaction). */
  trust(offset: number, survivorOffset: number): void {
    this.#settle();
    const position = this.#positions.get(offset);
    if (position !== undefined && this.#survivorOffsets[position] === -1)
      this.#survivorOffsets[position] = survivorOffset;
  }

  /** Records of the tail of which nobody can say now whether the survivor has them. */
  get pending(): number {
    this.#settle();
    return [...this.#pending].filter((i) => this.#survivorOffsets[i] === -1).length;
  }

  survivorOffset(position: number): number | null {
    this.#settle();
    const offset = this.#survivorOffsets[position] ?? -1;
    return offset === -1 ? null : offset;
  }

  /** True when the survivor has taken a record of the same key, dated no earlier, or one that came later in the tail itself. */
  newerAtSurvivor(position: number): boolean {
    this.#settle();
    return this.#isNewer(position);
  }

  #isNewer(position: number): boolean {
    const entry = this.entry(position);
    const seen = entry.key === null ? undefined : this.#keys.get(entry.key);
    if (seen === undefined) return false;
    return (seen.foreignTimestamp ?? -Infinity) >= entry.timestamp || seen.tailOffset > entry.offset;
  }

  classOf(position: number): TailClass {
    const entry = this.entry(position);
    if (entry.kind !== 'data') return entry.kind;
    if (this.survivorOffset(position) !== null) return 'on-survivor';
    if (!this.#keyed || entry.key === null) return 'missing';
    if (this.newerAtSurvivor(position)) return 'superseded';
    const foreign = this.#keys.get(entry.key)?.foreignTimestamp ?? null;
    if (foreign !== null) return 'conflicting';
    return entry.nullValue ? 'tombstone' : 'missing';
  }

  counts(): TailCounts {
    const counts = { ...NO_CLASSES };
    for (let i = 0; i < this.#entries.length; i += 1) counts[this.classOf(i)] += 1;
    return counts;
  }

  #find(record: SurvivorRecord): number | null {
    const named = record.originOffset === null ? undefined : this.#positions.get(record.originOffset);
    if (named !== undefined) return named;
    // One more copy than the tail has: still a record of the tail, not a newer one by somebody else.
    return this.#firstFree(record.fingerprint) ?? this.#waiting.get(record.fingerprint)?.positions.at(-1) ?? null;
  }

  #firstFree(fingerprint: string): number | null {
    const same = this.#waiting.get(fingerprint);
    if (same === undefined) return null;
    while (same.next < same.positions.length && this.#survivorOffsets[same.positions[same.next]!] !== -1)
      same.next += 1;
    return same.positions[same.next] ?? null;
  }
}

export const NO_CLASSES: Record<TailClass, number> = {
  missing: 0,
  'on-survivor': 0,
  superseded: 0,
  conflicting: 0,
  aborted: 0,
  'open-transaction': 0,
  tombstone: 0,
  control: 0,
};
