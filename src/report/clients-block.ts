// The CLIENTS block: RTO per client kind, because the slowest kind decides and people must see which.
import { formatSeconds } from '../base/core.ts';
import type { Paint } from './colour.ts';
import { recoveryByKind } from './recovery.ts';
import type { DrillResult } from './result.ts';

/** Empty when no client had business at a lost site; with `wide`, one more line for each client. */
export function clientsBlock(result: DrillResult, paint: Paint, wide: boolean): string[] {
  const rows = recoveryByKind(result.check.clients).map((row) => [
    `${row.kind} ${row.role}s`,
    ...[row.first, row.median, row.last].map((ms) => (ms === null ? 'never' : formatSeconds(ms))),
    `${row.clients} ${row.clients === 1 ? 'client' : 'clients'}${row.never > 0 ? `, ${row.never} not back at the end of the run` : ''}`,
  ]);
  if (rows.length === 0) return [];
  const header = ['', 'first', 'median', 'last', ''];
  const widths = header.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => (column === 0 || column === 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ')}`.trimEnd();
  return [
    paint('strong', 'CLIENTS'),
    paint('dim', line(header)),
    ...rows.map(line),
    ...(wide ? eachClient(result) : []),
  ];
}

function eachClient(result: DrillResult): string[] {
  const columns = Math.max(...result.check.clients.map((client) => client.client.length));
  return result.check.clients.map((client) => {
    const back = client.recoveredMs === null ? 'not back' : `back after ${formatSeconds(client.recoveredMs)}`;
    const drained =
      client.role === 'producer'
        ? ''
        : `, drained ${client.drainedMs === null ? 'never' : formatSeconds(client.drainedMs)}`;
    const words = client.affected
      ? `${back}${drained}, longest outage ${formatSeconds(client.longestOutageMs)}`
      : 'had no business at the lost site';
    return `    ${client.client.padEnd(columns)}  ${client.kind} ${client.role} at ${client.site}: ${words}`;
  });
}
