// corrupt: the content is not what was sent.
import { type Anomaly, Collector } from './anomaly.ts';

export const corrupt: Anomaly = {
  name: 'corrupt',
  meaning: 'The bytes of a record are not the ones that were sent.',
  definition:
    'A record in a final read, or handed to a consumer, whose length, hash or padding is not what its stamp says. Counted once per record and site: `in-log`, or `delivered` when the log holds it intact.',
  metric: 'in-cluster',
  find(evidence) {
    const { model } = evidence;
    const found = new Collector(evidence);
    const told = new Set<string>();
    model.sites.forEach((site, index) => {
      for (const log of site.log.partitions) {
        if (log === undefined) continue;
        for (let i = 0; i < log.length; i++) {
          if (log.intact.at(i) !== 0) continue;
          const offset = log.offsets.at(i);
          told.add(`${log.partition}/${offset}`);
          found.add('in-log', () =>
            found.at(index, log.partition, offset, model.records.nameOf(log.rows.at(i)), null, 'damaged in the log'),
          );
        }
      }
    });
    for (const group of model.groups) {
      for (let i = 0; i < group.length; i++) {
        if (group.intact.at(i) !== 0) continue;
        const key = `${group.partition.at(i)}/${group.offset.at(i)}`;
        if (told.has(key)) continue;
        told.add(key);
        found.add('delivered', () => {
          const id = model.records.nameOf(group.row.at(i));
          return found.at(
            group.site[i] ?? -1,
            group.partition.at(i),
            group.offset.at(i),
            id,
            group.t.at(i),
            `handed to group ${group.name} damaged`,
          );
        });
      }
    }
    return found.done();
  },
};
