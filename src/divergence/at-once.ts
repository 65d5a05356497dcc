// Works on several partitions at a time: most of reading a log over a long link is waiting.

/** Partitions that are read or written at the same time, where nobody says otherwise. */
export const PARTITIONS_AT_ONCE = 6;

/** Results in the order of the items. The first failure is thrown when the work under way has ended; nothing new is begun after it. */
export async function severalAtOnce<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  atOnce = PARTITIONS_AT_ONCE,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let turn = 0;
  const worker = async (): Promise<void> => {
    while (turn < items.length && failures.length === 0) {
      const index = turn++;
      try {
        results[index] = await work(items[index]!);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
