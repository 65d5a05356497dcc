// Producer ids: uses up the id blocks that brokers hold, so that clients which move here never meet an id of their own (law 33).
import { type Deadline, pause } from './deadline.ts';
import { Failure } from './failure.ts';
import { fetchMetadata } from './metadata.ts';
import { connectRaw } from './raw/connect.ts';
import type { RawCluster } from './raw/contract.ts';
import type { Session } from './session.ts';

/** Time that one id may take on a busy machine, milliseconds; a quiet broker needs a quarter of one. */
export const ID_MS_MAX = 50;

export interface ProducerIdRange {
  readonly lowest: number;
  readonly highest: number;
}

const SLICE = 200;
/** COORDINATOR_LOAD_IN_PROGRESS. */
const BLOCK_ON_ITS_WAY = 14;
const BLOCK_MS = 20;

/** InitProducerId without a transactional id, `perBroker` times at each broker (about 1,000 in 0.25 s). */
export async function drainProducerIds(
  session: Session,
  perBroker: number,
  deadline: Deadline,
): Promise<ProducerIdRange> {
  const { brokers } = await fetchMetadata(session, [], deadline);
  // Raw requests: the library spends more on one than a broker does.
  const raw = await connectRaw(session.options);
  try {
    const ranges = await Promise.all(
      brokers.map((broker) => drainBroker(session, raw, broker.id, perBroker, deadline)),
    );
    return {
      lowest: Math.min(...ranges.map((one) => one.lowest)),
      highest: Math.max(...ranges.map((one) => one.highest)),
    };
  } finally {
    raw.close();
  }
}

/** In slices, so that the deadline is looked at in between. */
async function drainBroker(
  session: Session,
  raw: RawCluster,
  id: number,
  count: number,
  deadline: Deadline,
): Promise<ProducerIdRange> {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let done = 0;
  while (done < count && deadline.left() > 0) {
    const got = await raw.producerIds(id, Math.min(SLICE, count - done));
    done += got.taken;
    lowest = Math.min(lowest, got.lowest);
    highest = Math.max(highest, got.highest);
    // Between two blocks a broker has none until the controller has answered it (RPCProducerIdManager).
    if (got.error === BLOCK_ON_ITS_WAY) await pause(BLOCK_MS, deadline);
    else session.check(got.error, `producer id of broker ${id}`);
  }
  if (done < count) throw new Failure('timeout', `broker ${id} handed out ${done} of ${count} producer ids in time`);
  return { lowest, highest };
}
