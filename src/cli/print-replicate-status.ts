// Prints the status of a link: the summary, what is held up with the next command, topics or partitions, groups.
import { formatBytes, formatCount, formatSeconds, keyOf } from '../base/core.ts';
import type { ReplicateStatus } from '../verbs/index.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

/** `line`: one of many looks, so JSON is one line. */
export function printStatus(status: ReplicateStatus, terminal: Terminal, as: 'document' | 'line' = 'document'): void {
  const { output } = terminal.options;
  if (output === 'json') {
    const body = { formatVersion: '1.0', type: 'status', ...status };
    terminal.data(`${as === 'line' ? JSON.stringify(body) : JSON.stringify(body, null, 2)}\n`);
  } else terminal.data(renderStatus(status, output === 'wide'));
}

export function renderStatus(status: ReplicateStatus, wide: boolean): string {
  const { link, why } = status;
  const lines = [headLine(status), exposureLine(status), ...(status.rpo === null ? [] : [rpoLine(status.rpo)])];
  if (why.length > 0) lines.push('', status.verdict === 'held-up' ? 'HELD UP' : 'UNKNOWN');
  for (const { say, next } of why.slice(0, WHY_MAX)) lines.push(`  ${say}`, `    next: ${next}`);
  if (why.length > WHY_MAX) lines.push(`  and ${why.length - WHY_MAX} more: tideover replicate status -o wide`);
  if (link === null) return `${lines.join('\n')}\n`;
  lines.push('', table(wide ? partitionRows(status) : topicRows(status)));
  if (link.gaps.length > 0)
    lines.push('', 'HOLES', ...link.gaps.map((gap) => `  ${keyOf(gap)} offsets ${gap.from} to ${gap.to}: ${gap.why}`));
  if (link.groups.length > 0) lines.push('', table(groupRows(status)));
  return `${lines.join('\n')}\n`;
}

const WHY_MAX = 10;
const UNKNOWN = 'unknown';

function table(rows: readonly (readonly string[])[]): string {
  return renderTable(rows).trimEnd();
}

function headLine({ flow, link, process }: ReplicateStatus): string {
  if (link === null) return `${flow}: unknown${process === null ? '' : ` (process ${process.pid})`}`;
  const memory = process?.rssBytes == null ? '' : `, ${formatBytes(process.rssBytes)} of memory`;
  return `${flow}: ${link.state}, generation ${link.generation}, process ${process?.pid ?? UNKNOWN}${memory}, ${formatCount(link.recordsCopied)} records (${formatBytes(link.bytesCopied)}) copied since its start`;
}

function exposureLine({ exposure }: ReplicateStatus): string {
  if (exposure === null) return 'exposure: unknown';
  const { records, ms, certain, why } = exposure;
  if (records === null)
    return `exposure: unknown (${why ?? 'no cause told'}); at least ${formatCount(certain?.recordsAtLeast ?? 0)} records`;
  const bound = Math.max(0, ...exposure.partitions.map((one) => one.errorBoundMs));
  const age =
    ms === null
      ? `age unknown, at least ${formatSeconds(certain?.msAtLeast ?? 0)} (${why})`
      : `${formatSeconds(ms)}, up to ${formatSeconds(bound)} more`;
  return `exposure: ${formatCount(records)} records, ${age}`;
}

function rpoLine({ outcome, limitMs, say }: NonNullable<ReplicateStatus['rpo']>): string {
  const word = { pass: 'kept', unknown: UNKNOWN, fail: 'EXCEEDED' }[outcome];
  return `rpo ${formatSeconds(limitMs)}: ${word} (${say})`;
}

type Partition = NonNullable<ReplicateStatus['link']>['partitions'][number];

function exposureOf(
  { exposure }: ReplicateStatus,
  one: Partition,
): { readonly records: number | null; readonly ms: number | null } {
  return exposure?.partitions.find((other) => keyOf(other) === keyOf(one)) ?? { records: null, ms: null };
}

function partitionRows(status: ReplicateStatus): readonly (readonly string[])[] {
  const head = [
    'PARTITION',
    'STATE',
    'FETCHED',
    'ACKNOWLEDGED',
    'SAFE',
    'SOURCE',
    'RECORDS BEHIND',
    'SECONDS',
    'FAULT',
  ];
  const rows = status.link!.partitions.map((one) => {
    const { records, ms } = exposureOf(status, one);
    return [
      keyOf(one),
      one.state,
      String(one.fetched),
      String(one.acknowledged),
      String(one.safe),
      one.sourceHighWatermark === null ? UNKNOWN : String(one.sourceHighWatermark),
      records === null ? UNKNOWN : formatCount(records),
      ms === null ? UNKNOWN : formatSeconds(ms),
      one.fault?.code ?? '-',
    ];
  });
  return [head, ...rows];
}

function topicRows(status: ReplicateStatus): readonly (readonly string[])[] {
  const head = ['TOPIC', 'PARTITIONS', 'STATES', 'HELD UP', 'RECORDS BEHIND', 'SECONDS'];
  const topics = Map.groupBy(status.link!.partitions, (one) => one.topic);
  const rows = [...topics].map(([topic, partitions]) => {
    const found = partitions.map((one) => exposureOf(status, one));
    const dark = found.some((one) => one.records === null);
    const ageless = found.some((one) => one.ms === null);
    const states = [...Map.groupBy(partitions, (one) => one.state)].map(([state, of]) => `${of.length} ${state}`);
    return [
      topic,
      String(partitions.length),
      states.join(', '),
      String(partitions.filter((one) => one.fault !== null || one.state === 'quarantined').length),
      dark ? UNKNOWN : formatCount(found.reduce((sum, one) => sum + (one.records ?? 0), 0)),
      ageless ? UNKNOWN : formatSeconds(Math.max(0, ...found.map((one) => one.ms ?? 0))),
    ];
  });
  return [head, ...rows];
}

function groupRows({ link }: ReplicateStatus): readonly (readonly string[])[] {
  const rows = link!.groups.map((one) => [
    one.group,
    one.state,
    one.ageMs === null ? UNKNOWN : formatSeconds(one.ageMs),
    one.why,
  ]);
  return [['GROUP', 'STATE', 'AGE', 'WHY'], ...rows];
}
