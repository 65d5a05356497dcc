// commit.regression: the stored position of a living group moved back.
import type { Evidence } from '../model/evidence.ts';
import type { GroupHistory } from '../model/groups.ts';
import { placedPositions } from '../model/placements.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const commitRegression: Anomaly = {
  name: 'commit.regression',
  meaning:
    'A position that a group had committed at a site was moved back there, by somebody else (`overwritten`) or by the group itself (`by-member`).',
  definition:
    "`overwritten`: the group's position in the final read of a site is missing or lower than its last successful commit there, no commit of unknown outcome being as low. `by-member`: a member commits lower than its own last successful commit of the partition at that site, with no assignment in between and no rewind of class rewound. Counted once per group, site and partition. The primary that came back by a way back is a site of its own: what was committed there before went with its log, and the positions that the way back placed count as commits.",
  metric: 'groups',
  find(evidence) {
    const found = new Collector(evidence);
    for (const audit of evidence.audits) {
      const { group } = audit;
      const rewoundAt = new Set(audit.rewinds.map((rewind) => rewind.site * 1_048_576 + rewind.partition));
      const last = lastCommits(evidence, group, (before, commit) => {
        const key = commit.site * 1_048_576 + commit.partition;
        if (rewoundAt.has(key) || reassigned(group, before, commit)) return;
        found.add('by-member', () =>
          found.at(
            commit.site,
            commit.partition,
            commit.offset,
            group.name,
            commit.t,
            `committed ${commit.offset} after ${before.offset}`,
          ),
        );
      });
      compareFinal(evidence, group, last, found);
    }
    return found.done();
  },
};

type Commit = GroupHistory['commits'][number];

function lastCommits(
  { model }: Evidence,
  group: GroupHistory,
  backwards: (before: Commit, commit: Commit) => void,
): Map<number, Commit> {
  const last = new Map<number, Commit>();
  const { wayBack } = model;
  if (wayBack !== null) {
    const placed = { t: wayBack.openedAt, member: -1, outcome: 'ok', site: wayBack.site } as const;
    for (const [partition, offset] of placedPositions(model, group.name))
      last.set(wayBack.site * 1_048_576 + partition, { ...placed, partition, offset });
  }
  const told = new Set<number>();
  for (const commit of group.commits) {
    if (commit.outcome !== 'ok') continue;
    const key = commit.site * 1_048_576 + commit.partition;
    const before = last.get(key);
    if (before !== undefined && before.member === commit.member && commit.offset < before.offset && !told.has(key)) {
      told.add(key);
      backwards(before, commit);
    }
    last.set(key, commit);
  }
  return last;
}

function reassigned(group: GroupHistory, before: Commit, commit: Commit): boolean {
  return group.assignments.some(
    (change) =>
      change.member === commit.member &&
      change.partition === commit.partition &&
      change.t >= before.t &&
      change.t <= commit.t,
  );
}

function compareFinal(
  evidence: Evidence,
  group: GroupHistory,
  last: ReadonlyMap<number, Commit>,
  found: Collector,
): void {
  for (const position of evidence.model.finalPositions) {
    if (position.group !== group.name) continue;
    const commit = last.get(position.site * 1_048_576 + position.partition);
    if (commit === undefined || (position.offset !== null && position.offset >= commit.offset)) continue;
    const excused = group.commits.some(
      (other) =>
        other.outcome === 'info' &&
        other.site === commit.site &&
        other.partition === commit.partition &&
        other.t >= commit.t &&
        position.offset === other.offset,
    );
    if (excused) continue;
    found.add('overwritten', () =>
      found.at(
        position.site,
        position.partition,
        position.offset,
        group.name,
        commit.t,
        `committed ${commit.offset}, at the end it is ${position.offset ?? 'gone'}`,
      ),
    );
  }
}
