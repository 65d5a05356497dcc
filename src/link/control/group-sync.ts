// Group sync: carries committed positions in rounds, each of a few requests however many groups there are.
import { keyOf, type TopicPartition } from '../../base/core.ts';
import type { Cluster, GroupPositions, LogRange } from '../../kafka/core.ts';
import { selects } from '../../replication/core.ts';
import type { LinkGroupStatus } from '../contract.ts';
import { GroupRecord } from './group-record.ts';
import { type DuePosition, duePositions, type GroupPlanRules, planGroup } from './group-plan.ts';
import { whyUnsupported } from './group-status.ts';
import type { PiecesOf } from './group-translate.ts';
import type { ControlWorld } from './world.ts';

export interface GroupSyncOptions {
  readonly groups: readonly string[];
  /** Partitions the link carries; looked up anew in every round. */
  readonly mirrored: (partition: TopicPartition) => boolean;
  readonly pieces: PiecesOf;
  /** `overwrite` (default): the target stands where the source stands, also when that moves it back, which is said. */
  readonly foreign: GroupPlanRules['foreign'];
  readonly rewriteAfterMs: number;
  /** How often the source is asked for new groups. */
  readonly listEveryMs: number;
  /** How often the target is asked whether its positions are still the written ones. */
  readonly checkTargetEveryMs: number;
  /** How long a group with members at the target is left alone. */
  readonly activeRetryMs: number;
}

export const GROUP_SYNC_DEFAULTS = {
  foreign: 'overwrite',
  rewriteAfterMs: 12 * 3_600_000,
  listEveryMs: 1000,
  checkTargetEveryMs: 30_000,
  activeRetryMs: 1000,
} as const;

/** Groups come and go; a status that listed all that ever were would grow for ever. */
const GONE_KEPT_MS = 600_000;

export interface GroupSync {
  /** One look at the source and what follows from it. Throws TideError when a cluster cannot be reached; the next round begins anew. */
  round(): Promise<void>;
  /** In order of group name. Ages are as of now. */
  status(): readonly LinkGroupStatus[];
}

/** Carries the groups that `groups` selects, from source to target. Rounds must not overlap. */
export function groupSync(source: Cluster, target: Cluster, options: GroupSyncOptions, world: ControlWorld): GroupSync {
  return new Rounds(source, target, options, world);
}

interface Due {
  readonly record: GroupRecord;
  readonly positions: readonly DuePosition[];
  readonly unstable: number;
}

class Rounds implements GroupSync {
  readonly #source: Cluster;
  readonly #target: Cluster;
  readonly #options: GroupSyncOptions;
  readonly #world: ControlWorld;
  readonly #records = new Map<string, GroupRecord>();
  #listedAtMs = Number.NEGATIVE_INFINITY;

  constructor(source: Cluster, target: Cluster, options: GroupSyncOptions, world: ControlWorld) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
    this.#world = world;
  }

  async round(): Promise<void> {
    await this.#list();
    const readAtMs = this.#world.clock.monotonicMs();
    const asked = [...this.#records.values()].filter((one) => one.carried);
    const positions = await this.#source.positions(asked.map((one) => one.group));
    const relevant = positions.filter((one) => this.#learn(one, readAtMs));
    await this.#checkTarget(relevant.map((one) => this.#records.get(one.group)!));
    const due = relevant.map((one) => this.#due(one));
    const ranges = await this.#ranges(due);
    await this.#write(due, ranges, readAtMs);
  }

  status(): readonly LinkGroupStatus[] {
    const nowMs = this.#world.clock.monotonicMs();
    return [...this.#records.values()]
      .flatMap((one) => one.status(nowMs) ?? [])
      .sort((a, b) => (a.group < b.group ? -1 : 1));
  }

  async #list(): Promise<void> {
    const nowMs = this.#world.clock.monotonicMs();
    if (nowMs - this.#listedAtMs < this.#options.listEveryMs) return;
    const listed = await this.#source.listGroups();
    this.#listedAtMs = nowMs;
    const seen = new Set<string>();
    for (const { group, type } of listed) {
      if (!selects(this.#options.groups, group)) continue;
      seen.add(group);
      const record = this.#records.get(group) ?? new GroupRecord(group, this.#world);
      this.#records.set(group, record);
      record.listed(whyUnsupported(type));
    }
    for (const record of this.#records.values()) {
      if (!seen.has(record.group)) record.gone(nowMs);
      if (record.isForgotten(nowMs, GONE_KEPT_MS)) this.#records.delete(record.group);
    }
  }

  /** True when the group has positions that concern the link. */
  #learn(read: GroupPositions, readAtMs: number): boolean {
    const record = this.#records.get(read.group)!;
    if (read.refused !== null) {
      record.unread(read.refused);
      return false;
    }
    const mirrored = [...read.offsets, ...read.unstable].some((one) => this.#options.mirrored(one));
    return mirrored && record.mayWrite(readAtMs, this.#options.activeRetryMs);
  }

  /** At the first look, from time to time, and after members were seen: what the target has may not be what we wrote. */
  async #checkTarget(records: readonly GroupRecord[]): Promise<void> {
    const nowMs = this.#world.clock.monotonicMs();
    const unsure = records.filter((one) => one.mustCheck(nowMs, this.#options.checkTargetEveryMs));
    for (const found of await this.#target.positions(unsure.map((one) => one.group))) {
      this.#records.get(found.group)!.checked(found, nowMs);
    }
  }

  #due(read: GroupPositions): Due {
    const record = this.#records.get(read.group)!;
    const nowMs = this.#world.clock.monotonicMs();
    const positions = record.isKnown ? duePositions(read.offsets, record.held, this.#options, nowMs) : [];
    record.agreed(read.offsets, positions);
    const unstable = read.unstable.filter((one) => this.#options.mirrored(one)).length;
    return { record, positions, unstable };
  }

  async #ranges(due: readonly Due[]): Promise<ReadonlyMap<string, LogRange>> {
    const partitions = new Map(due.flatMap((one) => one.positions.map((tp) => [keyOf(tp), tp] as const)));
    const ranges = await this.#target.readableRanges([...partitions.values()]);
    return new Map(ranges.map((one) => [keyOf(one), one]));
  }

  async #write(due: readonly Due[], ranges: ReadonlyMap<string, LogRange>, readAtMs: number): Promise<void> {
    const nowMs = this.#world.clock.monotonicMs();
    const plans = due.flatMap(({ record, positions, unstable }) => {
      if (!record.isKnown) return [];
      return [{ record, unstable, plan: planGroup(record.group, positions, ranges, this.#options, nowMs) }];
    });
    const writes = plans
      .filter(({ plan }) => plan.writes.length > 0)
      .map(({ plan }) => ({ group: plan.group, offsets: plan.writes }));
    const written = new Map((await this.#target.writePositions(writes)).map((one) => [one.group, one]));
    for (const { record, plan, unstable } of plans) {
      record.wrote(plan, written.get(record.group), unstable, readAtMs, nowMs);
    }
  }
}
