// Prints labs: one line per site with what a client needs to connect.
import type { HostedLab } from '../verbs/index.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

export function printLabs(labs: readonly HostedLab[], terminal: Terminal): void {
  if (terminal.options.output === 'json')
    terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', labs })}\n`);
  else terminal.data(renderLabs(labs));
}

export function renderLabs(labs: readonly HostedLab[]): string {
  if (labs.length === 0) return 'No lab runs. Start one with: tideover lab up\n';
  const rows = labs.flatMap((lab) =>
    lab.sites.map((site) => [lab.name, lab.kafkaVersion, site.name, site.state, site.bootstrap.join(',')]),
  );
  return renderTable([['LAB', 'KAFKA', 'SITE', 'STATE', 'BOOTSTRAP'], ...rows]);
}
