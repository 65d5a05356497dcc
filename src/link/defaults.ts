// Defaults of the link's bounds, as measured (facts: batches put together to 256 KB are two to six times faster than small ones).
import type { LinkOptions } from './contract.ts';

export const LINK_DEFAULTS: Omit<LinkOptions, 'flow' | 'generation' | 'starts'> = {
  coalesceBytes: 256 << 10,
  fetchPartitionBytes: 1 << 20,
  queueBytesPerPartition: 4 << 20,
  inFlightBytes: 48 << 20,
  throttleBytesPerSecond: null,
  fillers: 'none',
  groupSyncMs: 1000,
  topicSyncMs: 5000,
  acks: -1,
};
