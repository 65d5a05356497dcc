// When a sender whose bytes were lost tries again: the exponential back-off of TCP (RFC 6298).

/** Linux TCP_RTO_MAX, milliseconds. */
const LONGEST_MS = 120_000;

/**
 * Milliseconds from healing until the next retransmission of bytes first sent `heldMs` before it.
 * Retransmissions happen at rto, 3 rto, 7 rto, ... after the first sending, the gap never above 120 s. 0 when `rtoMs` is 0.
 */
export function untilNextRetransmission(heldMs: number, rtoMs: number): number {
  if (rtoMs <= 0) return 0;
  let gap = rtoMs;
  let attempt = rtoMs;
  while (attempt <= heldMs) {
    gap = Math.min(gap * 2, LONGEST_MS);
    attempt += gap;
  }
  return attempt - heldMs;
}
