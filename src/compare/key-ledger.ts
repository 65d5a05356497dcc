// KeyLedger: for compacted topics, the records that only one side holds, until a later record of their key explains why. Bounded.
import type { CompareCheckpoint, OpenKey, Side } from './contract.ts';
import { keyHash } from './fingerprint.ts';
import type { LateFinding } from './range-list.ts';

interface Open {
  readonly offset: number;
  readonly heldBy: Side;
  readonly tombstone: boolean;
  /** A tombstone that the other side lacks although it holds an older record of the key: there the key lives on. */
  livesOn: boolean;
}

/**
 * Kafka's cleaner drops a record only when its log holds a later one of the same key; it drops a tombstone (value null) only after
 * delete.retention.ms, when no older record of the key is left (Cleaner, KIP-534). So a record that one side lacks is explained by a
 * later record of its key on that side; a tombstone also by nothing at all being there.
 */
export class KeyLedger {
  readonly #open = new Map<string, Open>();
  readonly #keysMax: number;
  #untracked: { records: number; from: number; to: number } | null;
  superseded: number;

  constructor(keysMax: number, checkpoint: CompareCheckpoint | null) {
    this.#keysMax = keysMax;
    this.superseded = checkpoint?.superseded ?? 0;
    this.#untracked = checkpoint?.untracked ?? null;
    for (const { key, ...open } of checkpoint?.openKeys ?? []) this.#open.set(key, { ...open, livesOn: false });
  }

  /** True while keys must be looked at in every record. */
  get watching(): boolean {
    return this.#open.size > 0;
  }

  get untracked(): CompareCheckpoint['untracked'] {
    return this.#untracked;
  }

  /** A record that only one side holds; a record of the same key before it is explained now, whichever side held it. */
  oneSided(heldBy: Side, key: Buffer, offset: number, tombstone: boolean): void {
    const name = keyHash(key);
    const before = this.#open.delete(name);
    if (before) this.superseded++;
    if (this.#open.size < this.#keysMax) this.#open.set(name, { offset, heldBy, tombstone, livesOn: false });
    else {
      const untracked = (this.#untracked ??= { records: 0, from: offset, to: offset });
      this.#untracked = { records: untracked.records + 1, from: untracked.from, to: offset + 1 };
    }
  }

  /** A record that both sides hold. */
  both(key: Buffer): void {
    if (this.#open.size > 0 && this.#open.delete(keyHash(key))) this.superseded++;
  }

  /** Records that `side` lacks and that nothing has explained yet. */
  lackedBy(side: Side): readonly OpenKey[] {
    return this.openKeys().filter((open) => open.heldBy !== side);
  }

  /** A record that stands at `side` behind the end of the comparison. */
  seenLater(side: Side, key: Buffer): void {
    const name = keyHash(key);
    const open = this.#open.get(name);
    if (open === undefined || open.heldBy === side) return;
    this.#open.delete(name);
    this.superseded++;
  }

  /** A record that stands at `side` at an offset anywhere: the key of a tombstone behind it lives on there. */
  seenAt(side: Side, key: Buffer, offset: number): void {
    const open = this.#open.get(keyHash(key));
    if (open !== undefined && open.heldBy !== side && open.tombstone && offset < open.offset) open.livesOn = true;
  }

  /** Explains the tombstones that the other side has dropped together with all of their key; after both sides have been searched. */
  settleTombstones(): void {
    for (const [key, open] of this.#open) {
      if (!open.tombstone || open.livesOn) continue;
      this.#open.delete(key);
      this.superseded++;
    }
  }

  openKeys(): readonly OpenKey[] {
    return [...this.#open].map(([key, { offset, heldBy, tombstone }]) => ({ key, offset, heldBy, tombstone }));
  }

  /** What the open records come to. `looked`: whether the lacking sides have been searched outside the range; without that nothing can be said. */
  findings(looked: boolean): readonly LateFinding[] {
    const found = [...this.#open.values()].map((open) => (looked ? lost(open) : undecided(open)));
    return found.toSorted((a, b) => a.offset - b.offset);
  }
}

function lost({ offset, heldBy, tombstone }: Open): LateFinding {
  const what = tombstone ? 'tombstone' : 'record';
  const why = tombstone ? 'and holds an older record of its key' : 'and no later one of its key';
  const example = `offset ${offset}: the ${heldBy} holds a ${what}, the ${otherThan(heldBy)} does not ${why}`;
  return { kind: heldBy === 'source' ? 'missing' : 'extra', offset, example };
}

function undecided({ offset, heldBy }: Open): LateFinding {
  const example = `offset ${offset}: only the ${heldBy} holds a record; one of its key outside the range may be the reason`;
  return { kind: 'indistinguishable', offset, example };
}

const otherThan = (side: Side): Side => (side === 'source' ? 'target' : 'source');
