// A bound on any promise: whatever hangs, the run goes on. The abandoned work is left to end by itself, its error swallowed.

export type Bounded<T> = { readonly in: 'time'; readonly value: T } | { readonly in: 'timeout' | 'abort' };

/** Waits for `work` until it ends, the milliseconds are over, or the signal aborts; rejects only when `work` rejects in time. */
export async function within<T>(work: Promise<T>, milliseconds: number, signal?: AbortSignal): Promise<Bounded<T>> {
  work.catch(() => undefined);
  if (signal?.aborted === true) return { in: 'abort' };
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const bound = new Promise<Bounded<T>>((resolve) => {
    timer = setTimeout(() => resolve({ in: 'timeout' }), Math.max(0, milliseconds));
    onAbort = () => resolve({ in: 'abort' });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work.then((value): Bounded<T> => ({ in: 'time', value })), bound]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}
