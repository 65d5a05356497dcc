// RTO per client kind and role: first, median and last recovery of the clients that had business at the lost site.
import type { ClientRecovery } from '../check/core.ts';

export interface KindRecovery {
  readonly kind: ClientRecovery['kind'];
  readonly role: ClientRecovery['role'];
  readonly clients: number;
  /** Clients that never recovered before the run's end; they come last, so that median and last may be null. */
  readonly never: number;
  /** Milliseconds from T0; null = not before the run's end. The median of an even number is the later of the two in the middle. */
  readonly first: number | null;
  readonly median: number | null;
  readonly last: number | null;
}

/** One row for each kind and role that occurs, in the order of occurrence. */
export function recoveryByKind(clients: readonly ClientRecovery[]): KindRecovery[] {
  const affected = clients.filter((client) => client.affected);
  const keys = new Set(affected.map((client) => `${client.kind} ${client.role}`));
  return [...keys].map((key) => {
    const members = affected.filter((client) => `${client.kind} ${client.role}` === key);
    const times = members.map((client) => client.recoveredMs ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
    const at = (index: number): number | null => (Number.isFinite(times[index]) ? times[index]! : null);
    const { kind, role } = members[0]!;
    return {
      kind,
      role,
      clients: members.length,
      never: members.filter((client) => client.recoveredMs === null).length,
      first: at(0),
      median: at(Math.floor(times.length / 2)),
      last: at(times.length - 1),
    };
  });
}
