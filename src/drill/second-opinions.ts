// Compares what Kafka's own console consumer counted with what the checker's final read holds, per site and topic.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { FinalLine, HistoryHeader } from '../check/core.ts';
import type { SecondOpinion } from '../report/core.ts';

export interface Counted {
  readonly site: string;
  readonly topic: string;
  readonly records: number;
}

/** Records of one final read by topic, uncommitted isolation. The read at recovery is not the one that is compared. */
export async function countFinalRead(file: string): Promise<readonly Counted[]> {
  const counts = new Map<string, number>();
  let header: HistoryHeader | null = null;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    if (header === null) {
      header = JSON.parse(text) as HistoryHeader;
      if ((header.when ?? 'end') !== 'end') return [];
      continue;
    }
    if (!text.startsWith('["rec"')) continue;
    const line = JSON.parse(text) as FinalLine & readonly ['rec', ...unknown[]];
    if (line[11] === 'uncommitted') counts.set(line[2], (counts.get(line[2]) ?? 0) + 1);
  }
  return [...counts].map(([topic, records]) => ({ site: header?.site ?? '', topic, records }));
}

/** `tool` names the counting program as the report shows it. Pure. */
export function compareCounts(
  tool: string,
  counted: readonly Counted[],
  read: readonly Counted[],
): readonly SecondOpinion[] {
  return counted.map(({ site, topic, records }) => ({
    tool,
    site,
    topic,
    counted: records,
    checkerCounted: read.find((each) => each.site === site && each.topic === topic)?.records ?? 0,
  }));
}
