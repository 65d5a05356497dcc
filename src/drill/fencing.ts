// What became of the stubborn producer that kept writing at the old site. Counted from its own history.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { HistoryHeader } from '../check/core.ts';
import type { FencingShow } from '../report/core.ts';

export interface FenceStory {
  readonly armed: boolean;
  readonly method: string;
  readonly notStopped: readonly string[];
}

export interface WritesAtRetired {
  readonly attempts: number;
  readonly acknowledged: number;
}

/** Counts one history file up to a time (monotonic milliseconds); null when its producer was not pointed at the retired site. */
export async function writesAtRetired(
  file: string,
  retired: string,
  until = Infinity,
): Promise<WritesAtRetired | null> {
  let attempts = 0;
  let acknowledged = 0;
  let first = true;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (first) {
      const header = JSON.parse(line) as HistoryHeader;
      if (header.role !== 'producer' || header.pointedAt !== retired) return null;
      first = false;
    } else if (timeOf(line) > until) continue;
    else if (line.startsWith('["invoke"')) attempts += 1;
    else if (line.startsWith('["ok"')) acknowledged += 1;
  }
  return first ? null : { attempts, acknowledged };
}

/** The second element of every line is its time. */
function timeOf(line: string): number {
  return Number.parseFloat(line.slice(line.indexOf(',') + 1));
}

/** Sums all stubborn producers; null when none ran. */
export function fencingShow(writes: readonly WritesAtRetired[], story: FenceStory): FencingShow | null {
  if (writes.length === 0) return null;
  return {
    ...story,
    stubbornAttempts: writes.reduce((sum, each) => sum + each.attempts, 0),
    stubbornAcknowledged: writes.reduce((sum, each) => sum + each.acknowledged, 0),
  };
}
