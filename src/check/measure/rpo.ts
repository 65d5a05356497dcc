// RPO: what the survivor lacks of what the primary had acknowledged, by identity: records, bytes, and the age of the oldest.
import type { Evidence } from '../model/evidence.ts';
import { type Model, PRIMARY, STANDBY, partitionOf, siteAt } from '../model/model.ts';
import { isBack } from '../model/way-back.ts';
import type { Rpo } from '../result.ts';
import { sendTimeOf } from './schedule.ts';

/** Null when there is no T0, or the survivor's log was not read. */
export function rpoOf(evidence: Evidence): Rpo | null {
  const { model, losses } = evidence;
  const { t0 } = model.facts;
  if (t0 === null || losses.unknown !== null) return null;
  if (!model.switched && !siteAt(model, PRIMARY).log.read) return null;
  const bytesOf = recordBytes(evidence);
  const age = (row: number): number => Math.max(0, t0 - sendTimeOf(model, row) || 0);
  const sum = (rows: readonly number[]): number => rows.reduce((total, row) => total + bytesOf(row), 0);
  const oldest = (rows: readonly number[]): number => rows.reduce((most, row) => Math.max(most, age(row)), 0);
  const primary = siteAt(model, PRIMARY).log;
  const topics = new Map<string, number[]>();
  for (const row of losses.missing) {
    const { topic } = model.partitions.at(partitionOf(model, row));
    const rows = topics.get(topic);
    if (rows === undefined) topics.set(topic, [row]);
    else rows.push(row);
  }
  const all = [...losses.missing, ...losses.maybeMissing];
  return {
    records: { min: losses.missing.length, max: all.length },
    bytes: { min: sum(losses.missing), max: sum(all) },
    ms: { min: oldest(losses.missing), max: oldest(all) },
    acknowledgedBeforeT0: losses.acknowledgedBefore,
    stranded: primary.read ? losses.missing.filter((row) => primary.has(row)).length : null,
    ...(model.wayBack === null ? {} : { recovered: losses.missing.filter((row) => isRecovered(model, row)).length }),
    byTopic: model.facts.topics
      .filter((topic) => topic.mirrored)
      .map(({ name }) => ({ topic: name, rows: topics.get(name) ?? [] }))
      .map(({ topic, rows }) => ({ topic, records: rows.length, bytes: sum(rows), ms: oldest(rows) })),
  };
}

/** The surviving history has it now, and so has the primary, if that is where the history goes on. The engine's own count is not asked. */
function isRecovered(model: Model, row: number): boolean {
  const sites = model.wayBack !== null && isBack(model) ? [STANDBY, model.wayBack.site] : [STANDBY];
  return sites.every((site) => siteAt(model, site).log.has(row));
}

/** Payload bytes of a record: as sent, else as some log has it, else the mean of its session (stock tools log no size). */
function recordBytes(evidence: Evidence): (row: number) => number {
  const { model } = evidence;
  const inLog = new Map<number, number>();
  const sums = new Map<number, { bytes: number; count: number }>();
  for (const index of [PRIMARY, STANDBY]) {
    for (const log of siteAt(model, index).log.partitions) {
      if (log === undefined) continue;
      for (let i = 0; i < log.length; i++) {
        const row = log.rows.at(i);
        if (row < 0 || !Number.isNaN(model.records.bytes.at(row))) continue;
        const bytes = log.bytes.at(i);
        inLog.set(row, bytes);
        const session = model.records.session.at(row);
        const sum = sums.get(session) ?? { bytes: 0, count: 0 };
        sums.set(session, { bytes: sum.bytes + bytes, count: sum.count + 1 });
      }
    }
  }
  return (row) => {
    const sent = model.records.bytes.at(row);
    if (!Number.isNaN(sent)) return sent;
    const sum = sums.get(model.records.session.at(row));
    return inLog.get(row) ?? (sum === undefined ? 0 : Math.round(sum.bytes / sum.count));
  };
}
