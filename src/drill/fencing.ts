// What became of the stubborn producer that kept writing at the old site. Pure: read from its history.
import type { HistoryFile } from '../check/core.ts';
import type { FencingShow } from '../report/core.ts';

export interface FenceStory {
  readonly armed: boolean;
  readonly method: string;
  readonly notStopped: readonly string[];
}

/** Counts what sessions pointed at the retired site tried and got acknowledged; null when no such session ran. */
export function fencingShow(files: readonly HistoryFile[], retired: string, story: FenceStory): FencingShow | null {
  const stubborn = files.filter(({ header }) => header.role === 'producer' && header.pointedAt === retired);
  if (stubborn.length === 0) return null;
  let attempts = 0;
  let acknowledged = 0;
  for (const { lines } of stubborn) {
    for (const line of lines) {
      if (line[0] === 'invoke') attempts += 1;
      if (line[0] === 'ok') acknowledged += 1;
    }
  }
  return { ...story, stubbornAttempts: attempts, stubbornAcknowledged: acknowledged };
}
