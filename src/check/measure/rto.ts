// RTO: the split of the time from T0 to the last affected client into consecutive parts, and the spread over clients.
import type { PhaseTimes } from '../history.ts';
import type { ClientRecovery, RecoverySpread, RtoSplit } from '../result.ts';

const NOTHING: RtoSplit = {
  detect: null,
  decide: null,
  fence: null,
  promote: null,
  redirect: null,
  clients: null,
  total: null,
};

/** The affected client that recovered last; a client that never did comes before all others. */
export function lastClient(clients: readonly ClientRecovery[]): ClientRecovery | null {
  const affected = clients.filter((client) => client.affected);
  const rank = (client: ClientRecovery): number => client.recoveredMs ?? Infinity;
  return affected.reduce<ClientRecovery | null>(
    (last, client) => (last === null || rank(client) > rank(last) ? client : last),
    null,
  );
}

/**
 * Whole milliseconds, so that the parts sum exactly to the total. A phase that ended after the last client was served again is cut off
 * there: what the engine did later cost nobody time. A phase without an end is null, and its time belongs to the next one.
 */
export function splitOf(t0: number | null, phases: PhaseTimes, clients: readonly ClientRecovery[]): RtoSplit {
  if (t0 === null) return NOTHING;
  const last = lastClient(clients);
  const total = last === null || last.recoveredMs === null ? null : Math.round(last.recoveredMs);
  let reached = 0;
  const part = (end: number | null): number | null => {
    if (end === null) return null;
    const until = Math.max(reached, Math.min(Math.round(end - t0), total ?? Infinity));
    const length = until - reached;
    reached = until;
    return length;
  };
  const detect = part(phases.detectedAt);
  const decide = part(phases.decidedAt);
  const fence = part(phases.fencedAt);
  const promote = part(phases.promotedAt);
  const redirect = part(phases.redirectedAt);
  return { detect, decide, fence, promote, redirect, clients: total === null ? null : total - reached, total };
}

export function spreadOf(clients: readonly ClientRecovery[], role: ClientRecovery['role']): RecoverySpread | null {
  const affected = clients.filter((client) => client.affected && client.role === role);
  if (affected.length === 0) return null;
  const sorted = affected.map((client) => client.recoveredMs ?? Infinity).sort((a, b) => a - b);
  const at = (index: number): number | null => (Number.isFinite(sorted[index]) ? (sorted[index] ?? null) : null);
  return {
    clients: sorted.length,
    firstMs: at(0),
    medianMs: at(Math.floor((sorted.length - 1) / 2)),
    lastMs: at(sorted.length - 1),
  };
}
