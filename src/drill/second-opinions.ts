// Compares what Kafka's own console consumer counted with what the checker's final read holds, per site and topic. Pure.
import type { HistoryFile } from '../check/core.ts';
import type { SecondOpinion } from '../report/core.ts';

export interface Counted {
  readonly site: string;
  readonly topic: string;
  readonly records: number;
}

/** `tool` names the counting program as the report shows it. */
export function compareCounts(tool: string, counted: readonly Counted[], finals: readonly HistoryFile[]): readonly SecondOpinion[] {
  const inFinal = new Map<string, number>();
  for (const { header, lines } of finals) {
    if (header.role !== 'final-read') continue;
    for (const line of lines) {
      if (line[0] !== 'rec' || line[11] !== 'uncommitted') continue;
      const key = `${header.site}\n${line[2]}`;
      inFinal.set(key, (inFinal.get(key) ?? 0) + 1);
    }
  }
  return counted.map(({ site, topic, records }) => ({
    tool,
    site,
    topic,
    counted: records,
    checkerCounted: inFinal.get(`${site}\n${topic}`) ?? 0,
  }));
}
