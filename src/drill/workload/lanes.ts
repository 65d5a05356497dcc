// Which waiting partitions may be sent now, and together: one batch per leader at a time, so that each partition keeps its order. Pure.

export interface LaneInput {
  readonly waiting: readonly number[];
  /** Leader of a partition as the client knows it; -1 when there is none. */
  readonly leaderOf: (partition: number) => number;
  readonly busyPartitions: ReadonlySet<number>;
  readonly busyLeaders: ReadonlySet<number>;
  /** Leaders to which the client holds a connection: records for others stay in the application, where they are not ambiguous. */
  readonly openLeaders: ReadonlySet<number>;
}

export interface LaneChoice {
  readonly sends: readonly { readonly leader: number; readonly partitions: readonly number[] }[];
  /** Leaders that have something to get and no connection yet. */
  readonly toOpen: readonly number[];
  /** Partitions without a leader: the metadata must be read again. */
  readonly leaderless: readonly number[];
}

export function chooseLanes(input: LaneInput): LaneChoice {
  const byLeader = new Map<number, number[]>();
  const leaderless: number[] = [];
  for (const partition of input.waiting) {
    if (input.busyPartitions.has(partition)) continue;
    const leader = input.leaderOf(partition);
    if (leader < 0) {
      leaderless.push(partition);
      continue;
    }
    const group = byLeader.get(leader);
    if (group === undefined) byLeader.set(leader, [partition]);
    else group.push(partition);
  }
  const free = [...byLeader].filter(([leader]) => !input.busyLeaders.has(leader));
  return {
    sends: free
      .filter(([leader]) => input.openLeaders.has(leader))
      .map(([leader, partitions]) => ({ leader, partitions })),
    toOpen: free.filter(([leader]) => !input.openLeaders.has(leader)).map(([leader]) => leader),
    leaderless,
  };
}
