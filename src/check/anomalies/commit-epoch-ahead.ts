// commit.epoch-ahead: a copied leader epoch that freezes consumers.
import { STANDBY } from '../model/model.ts';
import { type Anomaly, Collector } from './anomaly.ts';

export const commitEpochAhead: Anomaly = {
  name: 'commit.epoch-ahead',
  meaning:
    'A position on the standby carries a leader epoch above the one of the standby: consumers wait for it and read nothing, without an error.',
  definition:
    "A position left by the failover has a leader epoch higher than the standby's epoch of the partition; where that epoch was not recorded, higher than 0 (cause `epoch-not-recorded`). Copied positions must carry -1.",
  metric: 'groups',
  find(evidence) {
    const { facts, partitions } = evidence.model;
    const found = new Collector(evidence);
    for (const position of facts.promotedPositions) {
      const cut = facts.cut.find((row) => row.topic === position.topic && row.partition === position.partition);
      if (position.leaderEpoch <= (cut?.standbyLeaderEpoch ?? 0)) continue;
      const cause = cut?.standbyLeaderEpoch === undefined ? 'epoch-not-recorded' : 'ahead';
      found.add(cause, () =>
        found.at(
          STANDBY,
          partitions.indexOf(position.topic, position.partition),
          position.offset,
          position.group,
          null,
          `leader epoch ${position.leaderEpoch} in the position`,
        ),
      );
    }
    return found.done();
  },
};
