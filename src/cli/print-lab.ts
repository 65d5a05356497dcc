// Prints labs: one line per site with what a client needs to connect.
import type { HostedState } from '../verbs/index.ts';
import { renderTable } from './render-table.ts';
import type { Terminal } from './terminal.ts';

export function printLabs(labs: readonly HostedState[], terminal: Terminal): void {
  const { output } = terminal.options;
  if (output === 'json') terminal.data(`${JSON.stringify({ formatVersion: '1.0', type: 'result', labs })}\n`);
  else terminal.data(renderLabs(labs, output === 'wide'));
}

/** `wide` adds the listener for tools. Sites without brokers have nothing to connect to and are left out. */
export function renderLabs(labs: readonly HostedState[], wide: boolean): string {
  if (labs.length === 0) return 'No lab runs. Start one with: tideover lab up\n';
  const head = ['LAB', 'STATUS', 'KAFKA', 'SITE', 'CLIENTS', 'BOOTSTRAP', ...(wide ? ['ADMIN BOOTSTRAP'] : [])];
  const rows = labs.flatMap(({ name, status, lab }) => {
    if (lab === null) return [[name, status, '-', '-', '-', '-', ...(wide ? ['-'] : [])]];
    return lab.sites
      .filter((site) => site.adminBootstrap.length > 0)
      .map((site) => [
        name,
        status,
        lab.kafkaVersion,
        site.name,
        site.clientListener,
        site.bootstrap.join(','),
        ...(wide ? [site.adminBootstrap.join(',')] : []),
      ]);
  });
  const services = labs.flatMap(({ name, lab }) =>
    lab === null ? [] : [`\nService names of ${name}, switched at a failover: ${lab.serviceBootstrap.join(',')}\n`],
  );
  return renderTable([head, ...rows]) + services.join('');
}
