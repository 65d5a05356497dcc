// The WAY BACK block: what became of the divergent tail, how much of both sites was found equal, what the planned outage cost.
import { formatCount, formatSeconds } from '../base/core.ts';
import type { Failback } from '../check/core.ts';
import type { Paint } from './colour.ts';
import type { DrillResult, WayBackShow } from './result.ts';
import { hang } from './wrap.ts';

const SHORT_HASH = 12;

/** Empty in runs without a way back; with `wide`, one more line for each tail. */
export function wayBackBlock(result: DrillResult, paint: Paint, width: number | null, wide: boolean): string[] {
  const { wayBack = null } = result;
  const failback = result.check.failback ?? null;
  const mode = wayBack?.mode ?? failback?.mode;
  if (mode === undefined) return [];
  const line = (name: string, words: string): string[] => hang(`  ${name.padEnd(8)}`, words, 10, width);
  return [
    `${paint('strong', 'WAY BACK')} (${mode})`,
    ...(wayBack === null ? [] : line('tail', tailWords(wayBack))),
    ...(wayBack === null || !wide ? [] : tailLines(wayBack)),
    ...(failback === null ? [] : line('equal', equalWords(failback))),
    ...(failback === null ? [] : line('outage', outageWords(failback))),
  ];
}

/** `150 records of 3 partitions archived and read back, 150 recovered`; the engine's own account. */
export function tailWords({ tails, archive, archiveId, encrypted, recovered, alreadyThere }: WayBackShow): string {
  const records = tails.reduce((sum, tail) => sum + tail.records, 0);
  if (records === 0 || archiveId === null) return 'no partition had a record of its own';
  const partitions = tails.filter((tail) => tail.records > 0).length;
  const there = alreadyThere === 0 ? '' : `, ${formatCount(alreadyThere)} were there already`;
  const kept = `${archive}/, ${encrypted ? 'encrypted, ' : ''}SHA-256 ${archiveId.slice(0, SHORT_HASH)}`;
  return `${formatCount(records)} records of ${partitions} ${partitions === 1 ? 'partition' : 'partitions'} archived and read back (${kept}); ${formatCount(recovered)} recovered${there}`;
}

function tailLines({ tails }: WayBackShow): string[] {
  return tails.map(
    (tail) =>
      `    ${tail.topic}-${tail.partition}: offsets ${tail.point} to ${tail.end - 1}, ${formatCount(tail.records)} records, ${formatCount(tail.recovered)} recovered, SHA-256 ${tail.sha256}`,
  );
}

/** What the judge found of both sites, by its own final reads. */
export function equalWords({ mode, partitions, equalPartitions, comparedRecords, recoveredCopies }: Failback): string {
  const point = mode === 'shift' ? ' from the divergence point' : '';
  const copies = recoveredCopies === 0 ? '' : `; ${formatCount(recoveredCopies)} recovered records twice, as declared`;
  return `${equalPartitions} of ${partitions} partitions${point}, ${formatCount(comparedRecords)} records compared${copies}`;
}

export function outageWords({ completed, outageMs, unknown }: Failback): string {
  if (!completed) return 'unknown (the way back did not come to its end)';
  if (outageMs === null) return `unknown (${unknown ?? 'not every client was served again'})`;
  return `${formatSeconds(outageMs)} planned, until the last client was served again`;
}
