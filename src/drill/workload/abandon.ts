// Ends a client for good, even when its cluster no longer answers: nothing of it may act later, on any cluster.
import type { Socket } from 'node:net';

/** What the public client shows of its connection pools. */
export interface Pool extends Iterable<[string, { readonly socket?: Socket }]> {
  close(): Promise<void>;
}

/**
 * Tries an orderly close (a consumer leaves its group) within the bound, then closes the pools, so that no new connection can be made,
 * and destroys the sockets: a close of the client alone waits for unsent bytes, and would deliver them when a silent network comes back.
 */
export async function abandon(close: () => Promise<unknown>, pools: readonly Pool[], withinMs: number): Promise<void> {
  const sockets = pools.flatMap((pool) => [...pool].flatMap(([, connection]) => connection.socket ?? []));
  await bounded(close(), withinMs);
  for (const pool of pools) await bounded(pool.close(), 50);
  for (const socket of sockets) socket.destroy();
}

/** Resolves when the work is done, has failed, or the bound is over; whichever comes first. */
export async function bounded(work: Promise<unknown>, withinMs: number): Promise<'done' | 'failed' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), withinMs);
  });
  const settled = work.then(
    () => 'done' as const,
    () => 'failed' as const,
  );
  const outcome = await Promise.race([settled, late]);
  clearTimeout(timer);
  return outcome;
}

/** Like bounded, but gives the value and throws on failure or lateness. */
export async function within<T>(work: Promise<T>, withinMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${withinMs} ms`)), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
