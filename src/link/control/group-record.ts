// Record of one group: what the target holds of it, since when, and the state that is told.
import { keyOf, type TopicPartition } from '../../base/core.ts';
import type { GroupPositions, PositionsWritten, Refused } from '../../kafka/core.ts';
import type { LinkGroupStatus } from '../contract.ts';
import type { GroupPlan, HeldPosition, PositionMove } from './group-plan.ts';
import { refusedVerdict, type GroupVerdict, verdictOf } from './group-status.ts';
import { type ControlWorld, tell } from './world.ts';

export class GroupRecord {
  readonly group: string;
  readonly held = new Map<string, HeldPosition>();
  readonly #world: ControlWorld;
  #unsupported: string | undefined;
  #goneAtMs: number | undefined;
  /** Undefined: nothing that concerns the link was seen of it yet. */
  #verdict: GroupVerdict | undefined;
  /** When the reading was made that the target holds; undefined: none yet. */
  #currentAsOfMs: number | undefined;
  #checkedAtMs: number | undefined;
  #activeAtMs: number | undefined;

  constructor(group: string, world: ControlWorld) {
    this.group = group;
    this.#world = world;
  }

  get carried(): boolean {
    return this.#unsupported === undefined && this.#goneAtMs === undefined;
  }

  /** The target was asked at least once what it holds. */
  get isKnown(): boolean {
    return this.#checkedAtMs !== undefined;
  }

  listed(unsupported: string | undefined): void {
    this.#goneAtMs = undefined;
    this.#unsupported = unsupported;
    if (unsupported !== undefined) this.#enter({ state: 'unsupported', why: unsupported, current: false });
  }

  /** Deleted or expired at the source. The copy is left alone and ages out by the target's own retention. */
  gone(nowMs: number): void {
    if (this.#goneAtMs !== undefined) return;
    this.#goneAtMs = nowMs;
    if (this.#verdict === undefined) return;
    const say = `Group ${this.group} is gone at the source; its positions at the target stay until they expire there.`;
    this.#verdict = { ...this.#verdict, why: `the group is gone at the source; ${this.#verdict.why}` };
    tell(this.#world, 'control.group-gone', say, { group: this.group });
  }

  /** Gone for so long that it need not be told any more. */
  isForgotten(nowMs: number, keptMs: number): boolean {
    return this.#goneAtMs !== undefined && nowMs - this.#goneAtMs >= keptMs;
  }

  unread(refused: Refused): void {
    this.#enter(refusedVerdict([refused]));
  }

  /** A group that had members is left alone for a while: positions are theirs. */
  mayWrite(nowMs: number, activeRetryMs: number): boolean {
    return this.#activeAtMs === undefined || nowMs - this.#activeAtMs >= activeRetryMs;
  }

  mustCheck(nowMs: number, everyMs: number): boolean {
    return this.#checkedAtMs === undefined || this.#activeAtMs !== undefined || nowMs - this.#checkedAtMs >= everyMs;
  }

  /** A position that is still the one we wrote keeps its time; any other is foreign. */
  checked(found: GroupPositions, nowMs: number): void {
    if (found.refused !== null) {
      this.#enter(refusedVerdict([found.refused]));
      return;
    }
    this.#checkedAtMs = nowMs;
    const before = new Map(this.held);
    this.held.clear();
    for (const one of found.offsets) {
      if (one.offset === null) continue;
      const key = keyOf(one);
      const was = before.get(key);
      const hasEpoch = one.committedLeaderEpoch >= 0;
      const isOurs = was?.by === 'us' && was.offset === one.offset && was.metadata === one.metadata && !hasEpoch;
      const { offset, metadata } = one;
      this.held.set(key, isOurs ? was : { offset, metadata, hasEpoch, atMs: nowMs, by: 'unknown' });
    }
  }

  /** What is not due stands where the source stands. */
  agreed(read: readonly TopicPartition[], due: readonly TopicPartition[]): void {
    const open = new Set(due.map(keyOf));
    for (const key of read.map(keyOf)) {
      const has = this.held.get(key);
      if (has?.by === 'unknown' && !open.has(key)) this.held.set(key, { ...has, by: 'us' });
    }
  }

  wrote(
    plan: GroupPlan,
    written: PositionsWritten | undefined,
    unstable: number,
    readAtMs: number,
    nowMs: number,
  ): void {
    const verdict = verdictOf(plan, written, unstable);
    const refused = new Set(
      (written?.refused ?? []).map((one) => (one.partition === null ? '*' : keyOf(one.partition))),
    );
    const taken = (tp: TopicPartition): boolean => !refused.has('*') && !refused.has(keyOf(tp));
    for (const { topic, partition, offset, metadata } of plan.writes) {
      const tp = { topic, partition };
      if (taken(tp)) this.held.set(keyOf(tp), { offset, metadata, hasEpoch: false, atMs: nowMs, by: 'us' });
    }
    for (const move of plan.rewinds) if (taken(move)) this.#sayRewound(move);
    this.#activeAtMs = verdict.state === 'active-at-target' ? nowMs : undefined;
    if (verdict.current) this.#currentAsOfMs = readAtMs;
    this.#enter(verdict);
  }

  status(nowMs: number): LinkGroupStatus | undefined {
    if (this.#verdict === undefined) return undefined;
    const { state, why } = this.#verdict;
    const ageMs =
      this.#currentAsOfMs === undefined || this.#goneAtMs !== undefined
        ? null
        : Math.max(0, nowMs - this.#currentAsOfMs);
    return { group: this.group, state, why, ageMs };
  }

  #enter(verdict: GroupVerdict): void {
    const before = this.#verdict;
    if (verdict.passing === true && before !== undefined) {
      this.#verdict = { ...before, why: `as of the last answer; since then ${verdict.why}`, current: false };
      return;
    }
    this.#verdict = verdict;
    if (before?.state === verdict.state) return;
    const { state: to, why } = verdict;
    const data = { group: this.group, from: before?.state ?? null, to, why };
    tell(this.#world, 'control.group-state', `Group ${this.group} is ${to}: ${why}.`, data);
  }

  #sayRewound(move: PositionMove): void {
    const { topic, partition, from, to, cause } = move;
    const why = cause === 'source' ? 'it went back at the source' : 'somebody else had moved it at the target';
    const say = `Group ${this.group} was moved back at the target in ${topic}-${partition} from ${from} to ${to}: ${why}.`;
    tell(this.#world, 'control.group-rewound', say, { group: this.group, topic, partition, from, to, cause });
  }
}
