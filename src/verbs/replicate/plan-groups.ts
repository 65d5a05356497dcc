// Plan of groups: which positions of the source's groups differ at the target, and which groups cannot be carried.
import { keyOf } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import { whyUnsupported } from '../../link/core.ts';
import { selects } from '../../replication/core.ts';

export interface PlannedGroup {
  readonly group: string;
  readonly type: string;
  readonly state: string;
  /** Positions in mirrored topics at the source, and how many of them the target has equal. */
  readonly positions: number;
  readonly equal: number;
  /** State of a group of the same name at the target that has members; they own its positions. Null: none. */
  readonly activeAtTarget: string | null;
  /** Why it cannot be carried; null: it can. */
  readonly unsupported: string | null;
}

const EMPTY = new Set(['Empty', 'Dead', '']);

/** In order of name; groups without a position in a mirrored topic are left out, unless they are of a type that cannot be carried. */
export async function planGroups(
  source: Cluster,
  target: Cluster,
  patterns: readonly string[],
  mirrored: ReadonlySet<string>,
): Promise<readonly PlannedGroup[]> {
  if (patterns.length === 0) return [];
  const listed = (await source.listGroups()).filter((one) => selects(patterns, one.group));
  const carried = listed.filter((one) => whyUnsupported(one.type) === undefined).map((one) => one.group);
  const [here, there, atTarget] = await Promise.all([
    source.positions(carried),
    target.positions(carried),
    target.listGroups(),
  ]);
  const held = new Map(
    there.map((one) => [one.group, new Map(one.offsets.map((position) => [keyOf(position), position.offset]))]),
  );
  const states = new Map(atTarget.map((one) => [one.group, one.state]));
  const read = new Map(here.map((one) => [one.group, one.offsets.filter((position) => mirrored.has(position.topic))]));
  return listed
    .flatMap(({ group, type, state }): readonly PlannedGroup[] => {
      const unsupported = whyUnsupported(type) ?? null;
      const positions = read.get(group) ?? [];
      if (unsupported === null && positions.length === 0) return [];
      const equal = positions.filter((one) => held.get(group)?.get(keyOf(one)) === one.offset).length;
      const stateThere = states.get(group) ?? '';
      const activeAtTarget = EMPTY.has(stateThere) ? null : stateThere;
      return [{ group, type, state, positions: positions.length, equal, activeAtTarget, unsupported }];
    })
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}
