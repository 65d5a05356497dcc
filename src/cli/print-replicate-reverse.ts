// Prints where two histories part and which way back there is.
import { keyOf } from '../base/core.ts';
import type { ReplicateReverseResult } from '../verbs/index.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

export function printReverse(result: ReplicateReverseResult, terminal: Terminal): void {
  const { output } = terminal.options;
  if (output === 'json')
    terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', ...result }, null, 2)}\n`);
  else terminal.data(renderReverse(result, output === 'wide'));
}

/** `wide` lists partitions without a tail, too. */
export function renderReverse(
  { flow, retired, surviving, partitions, way, why, next }: ReplicateReverseResult,
  wide: boolean,
): string {
  const shown = wide ? partitions : partitions.filter((one) => one.retiredEnd > one.point);
  const rows = shown.map((one) => [
    keyOf(one),
    String(one.point),
    String(one.retiredEnd - one.point),
    String(one.survivingAtCut),
    String(one.comparedRecords),
  ]);
  const head = ['PARTITION', 'PARTS AT', 'TAIL', 'SURVIVOR AT CUT', 'COMPARED'];
  return [
    `Way back from ${surviving} to ${retired} (flow ${flow}): ${way === 'simple' ? 'a link may go back as it is' : 'a tail has to be saved first'}`,
    why,
    ...(rows.length === 0 ? [] : ['', renderTable([head, ...rows]).trimEnd()]),
    '',
    'NEXT',
    ...next.map((line) => `  ${line}`),
    '',
  ].join('\n');
}
