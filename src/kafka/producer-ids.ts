// Producer ids: uses up the id blocks that brokers hold, so that clients which move here never meet an id of their own (law 33).
import type { Deadline } from './deadline.ts';
import { fetchMetadata } from './metadata.ts';
import type { Session } from './session.ts';

/** Requests in flight per broker; a broker answers one connection's requests in order. */
const AT_ONCE = 10;

/** Time that one id may take on a busy machine, milliseconds; a quiet broker needs a quarter of one. */
export const ID_MS_MAX = 50;
const ANY_TIMEOUT_MS = 60_000;

export interface ProducerIdRange {
  readonly lowest: number;
  readonly highest: number;
}

/** InitProducerId without a transactional id, `perBroker` times at each broker (about 1,000 in 0.25 s). */
export async function drainProducerIds(
  session: Session,
  perBroker: number,
  deadline: Deadline,
): Promise<ProducerIdRange> {
  const { brokers } = await fetchMetadata(session, [], deadline);
  const ranges = await Promise.all(brokers.map((broker) => drainBroker(session, broker.id, perBroker, deadline)));
  return {
    lowest: Math.min(...ranges.map((one) => one.lowest)),
    highest: Math.max(...ranges.map((one) => one.highest)),
  };
}

async function drainBroker(session: Session, id: number, count: number, deadline: Deadline): Promise<ProducerIdRange> {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  const api = session.library.initProducerIdV4.api;
  for (let done = 0; done < count; done += AT_ONCE) {
    const calls = Array.from({ length: Math.min(AT_ONCE, count - done) }, () =>
      session.broker(id, api, [null, ANY_TIMEOUT_MS], deadline),
    );
    for (const answer of await Promise.all(calls)) {
      session.check(answer.errorCode, `producer id of broker ${id}`);
      lowest = Math.min(lowest, Number(answer.producerId));
      highest = Math.max(highest, Number(answer.producerId));
    }
  }
  return { lowest, highest };
}
