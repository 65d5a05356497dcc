// Clusters of a flow, opened together and closed together.
import type { Cluster, RawCluster } from '../../kafka/core.ts';
import { openKafka } from '../doors.ts';
import type { ReplicateFlow } from './flow.ts';

/** Throws what connecting throws, with the cluster's name in it; nothing stays open then. */
export async function withClusters<T>(
  { source, target }: Pick<ReplicateFlow, 'source' | 'target'>,
  use: (source: Cluster, target: Cluster) => Promise<T>,
): Promise<T> {
  const { connectCluster } = await openKafka();
  const [one, other] = await bothOf(connectCluster(source), connectCluster(target), (cluster) => cluster.close());
  try {
    return await use(one, other);
  } finally {
    await Promise.allSettled([one.close(), other.close()]);
  }
}

export async function withRawClusters<T>(
  { source, target }: Pick<ReplicateFlow, 'source' | 'target'>,
  use: (source: RawCluster, target: RawCluster) => Promise<T>,
): Promise<T> {
  const { connectRaw } = await openKafka();
  const [one, other] = await bothOf(connectRaw(source), connectRaw(target), (cluster) => cluster.close());
  try {
    return await use(one, other);
  } finally {
    one.close();
    other.close();
  }
}

/** When one of the two fails, the other is not left open. */
async function bothOf<T>(one: Promise<T>, other: Promise<T>, close: (open: T) => unknown): Promise<readonly [T, T]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
  for (const ended of [first, second]) if (ended.status === 'fulfilled') close(ended.value);
  throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason;
}
