// Prints the plan of a flow: changes, alarms, groups, access, what is not carried, rights.
import type { ReplicatePlan } from '../verbs/index.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

/** `talk`: it is about to be executed, so it is said and not the result. */
export function printPlan(plan: ReplicatePlan, terminal: Terminal, as: 'data' | 'talk' = 'data'): void {
  if (terminal.options.output === 'json')
    terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'plan', ...plan })}\n`);
  else if (as === 'data') terminal.data(renderPlan(plan));
  else terminal.talk(renderPlan(plan));
}

export function renderPlan(plan: ReplicatePlan): string {
  const head = [
    `Plan of ${plan.flow}: ${plan.source} -> ${plan.target}, generation ${plan.generation} (producer id ${plan.producerId})`,
    `${plan.topics} topics with ${plan.partitions} partitions are carried, each record at the offset it has at ${plan.source}.`,
  ];
  const alarms = plan.alarms.filter((one) => one.code !== 'append-time-source');
  return [
    ...head,
    ...section(`CHANGES AT ${plan.target}`, plan.topicChanges, 'none: topics and settings are as they must be'),
    ...(alarms.length === 0
      ? []
      : section(
          'DECIDE OR KNOW',
          alarms.map((one) => `${one.weight} ${one.code}: ${one.say} ${one.next}`),
        )),
    ...(plan.held.length === 0 ? [] : section('NOT CARRIED UNTIL DECIDED', plan.held)),
    ...groups(plan),
    ...access(plan),
    ...section('NOT CARRIED', plan.notCarried),
    '',
    'RIGHTS NEEDED',
    indented(
      renderTable([
        ['TO', 'AT THE SOURCE', 'AT THE TARGET'],
        ...plan.rights.map((one) => [one.to, one.source, one.target]),
      ]),
    ),
    `${plan.changes} changes. Nothing was changed by this plan. Start the link: ${plan.command} --execute`,
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[], otherwise = 'none'): readonly string[] {
  return ['', title, ...(lines.length === 0 ? [`  ${otherwise}`] : lines.map((line) => `  ${line}`))];
}

function indented(table: string): string {
  return table.replace(/^(?=.)/gm, '  ');
}

function groups({ groups: all, groupsUnknown }: ReplicatePlan): readonly string[] {
  if (groupsUnknown !== null) return section('GROUPS', [`unknown: ${groupsUnknown}`]);
  const carried = all.filter((one) => one.unsupported === null);
  if (carried.length === 0)
    return section('GROUPS', [], 'none has a position in these topics, or none is selected (--groups)');
  const rows = carried.map((one) => [
    one.group,
    one.type,
    String(one.positions),
    String(one.positions - one.equal),
    one.activeAtTarget === null
      ? ''
      : `has members at the target (${one.activeAtTarget}): its positions are left to them`,
  ]);
  return ['', 'GROUPS', indented(renderTable([['GROUP', 'TYPE', 'POSITIONS', 'TO WRITE', 'NOTE'], ...rows])).trimEnd()];
}

const ACCESS_TITLE = {
  report: 'ACLS, QUOTAS, USERS (reported only; write them with --access copy)',
  copy: 'ACLS, QUOTAS, USERS (written once, at the start)',
  off: 'ACLS, QUOTAS, USERS (not looked at)',
} as const;

function access({ access: mode, accessLines, accessUnknown }: ReplicatePlan): readonly string[] {
  if (mode === 'off') return section(ACCESS_TITLE.off, []);
  return section(ACCESS_TITLE[mode], accessUnknown === null ? accessLines : [`unknown: ${accessUnknown}`]);
}
