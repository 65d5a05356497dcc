// Prints a comparison of source and target: the verdict, then every partition that is not plainly equal.
import { formatCount } from '../base/core.ts';
import type { ReplicateVerifyResult, VerifiedPartition } from '../verbs/index.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

export function printVerify(result: ReplicateVerifyResult, terminal: Terminal): void {
  const { output } = terminal.options;
  if (output === 'json') terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', ...result })}\n`);
  else terminal.data(renderVerify(result, output === 'wide'));
}

/** `wide` lists the equal partitions, too. */
export function renderVerify(result: ReplicateVerifyResult, wide: boolean): string {
  const { partitions, records, source, target, verdict } = result;
  const equal = partitions.filter((one) => one.verdict === 'equal').length;
  const word = { equal: 'EQUAL', differs: 'DIFFERS', unknown: 'UNKNOWN' }[verdict];
  const lines = [
    `${word}  ${source} and ${target}: ${equal} of ${partitions.length} partitions are equal (${formatCount(records)} records compared, ${result.isolation})`,
  ];
  for (const one of partitions.filter(({ first }) => first !== null)) lines.push(`  ${firstLine(one, target)}`);
  for (const one of partitions) {
    if (one.why === null) continue;
    lines.push(`  ${one.topic}-${one.partition}: ${one.why.say}`, `    next: ${one.why.next}`);
  }
  const shown = wide ? partitions : partitions.filter((one) => one.verdict !== 'equal');
  if (shown.length > 0) lines.push('', renderTable(rows(shown)).trimEnd());
  const behind = partitions.reduce((sum, one) => sum + one.behind, 0);
  if (behind > 0)
    lines.push(
      '',
      `${formatCount(behind)} offsets at the end of ${source} are not at ${target} yet: exposure, not a difference.`,
    );
  const untold = partitions.reduce((sum, one) => sum + one.indistinguishable, 0);
  if (untold > 0)
    lines.push(
      '',
      `${formatCount(untold)} records were not judged: one site cannot show them any more (retention, compaction).`,
    );
  const aged = partitions.reduce((sum, one) => sum + one.aged, 0);
  if (aged > 0)
    lines.push(
      '',
      `${formatCount(aged)} offsets at the beginning are held by one site only (retention, a late start): not judged.`,
    );
  for (const note of result.notes) lines.push('', note);
  return `${lines.join('\n')}\n`;
}

const KIND = {
  equal: 'is the same',
  missing: 'is missing at the target',
  extra: 'is only at the target',
  different: 'is not the same',
  indistinguishable: 'cannot be told',
} as const;

function firstLine({ topic, partition, first }: VerifiedPartition, target: string): string {
  const { offset, kind, example } = first!;
  return `${topic}-${partition}: the first record that differs stands at offset ${offset}: it ${KIND[kind].replace('the target', target)}${example === null ? '' : ` (${example})`}`;
}

function rows(partitions: readonly VerifiedPartition[]): readonly (readonly string[])[] {
  const head = ['PARTITION', 'VERDICT', 'OFFSETS', 'RECORDS', 'MISSING', 'EXTRA', 'DIFFERENT'];
  return [
    head,
    ...partitions.map((one) => [
      `${one.topic}-${one.partition}`,
      one.verdict,
      `${one.from}..${one.to}`,
      formatCount(one.records),
      formatCount(one.counts.missing),
      formatCount(one.counts.extra),
      formatCount(one.counts.different),
    ]),
  ];
}
