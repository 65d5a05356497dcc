// rewound: a group that started far back without anybody asking.
import { type Anomaly, Collector } from './anomaly.ts';

export const rewound: Anomaly = {
  name: 'rewound',
  meaning: 'A group started to read below the position it had, without an order: mass redelivery.',
  definition:
    "A start (first delivery of a member after an assignment or at another site, or a step backwards) below the group's committed position at that site, the positions of the failover and of the way back included (`below-promoted`, `below-commit`); or no position at the standby although the group had committed at the primary more than 5 s before the loss, and reading began at the first record (`no-position`; a younger first commit is lag, and what is read again counts as redelivered). Counted per start.",
  metric: 'groups',
  find(evidence) {
    const found = new Collector(evidence);
    for (const audit of evidence.audits) {
      for (const rewind of audit.rewinds) {
        const t = rewind.index < 0 ? null : audit.group.t.at(rewind.index);
        found.add(rewind.cause, () =>
          found.at(
            rewind.site,
            rewind.partition,
            rewind.offset,
            audit.group.name,
            t,
            `started at ${rewind.offset}, its position was ${rewind.committed}`,
          ),
        );
      }
    }
    return found.done();
  },
};
