// Recovery: when an open-loop schedule is served again, and the longest run of operations that were not.

export interface Recovery {
  /** Intended time of the first operation from which every one is served for the window; null = never. */
  readonly at: number | null;
  readonly longestOutageMs: number;
}

/**
 * First operation at or after `from` such that it and all operations within `windowMs` after it are served, the window having been
 * observed to its end (the schedule or the run goes on at least that long; one interval of slack).
 */
export function recoveryOf(
  intended: Float64Array,
  served: Uint8Array,
  from: number,
  windowMs: number,
  until: number,
): Recovery {
  const count = intended.length;
  let at: number | null = null;
  let runStart = -1;
  for (let i = 0; i < count && at === null; i++) {
    if (intended[i]! < from) continue;
    if (served[i] === 0) {
      runStart = -1;
      continue;
    }
    if (runStart < 0) runStart = i;
    const next =
      i + 1 < count ? intended[i + 1]! : Math.max(intended[i]!, Math.min(until, intended[i]! + meanInterval(intended)));
    if (next - intended[runStart]! >= windowMs) at = intended[runStart]!;
  }
  return { at, longestOutageMs: longestOutage(intended, served, until) };
}

function meanInterval(intended: Float64Array): number {
  return intended.length < 2 ? 0 : (intended[intended.length - 1]! - intended[0]!) / (intended.length - 1);
}

/** From the first operation not served to the next one served (or the end). */
function longestOutage(intended: Float64Array, served: Uint8Array, until: number): number {
  let longest = 0;
  let start = -1;
  for (let i = 0; i < intended.length; i++) {
    if (served[i] === 0 && start < 0) start = intended[i]!;
    if (served[i] === 1 && start >= 0) {
      longest = Math.max(longest, intended[i]! - start);
      start = -1;
    }
  }
  return start >= 0 ? Math.max(longest, until - start) : longest;
}
