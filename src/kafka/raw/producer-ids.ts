// Producer ids at the level of single requests: many on their way at once, because each is tiny and their number is large.
import { INIT_PRODUCER_ID } from '../../wire/core.ts';
import type { Asker } from './asker.ts';
import type { RawCluster } from './contract.ts';

/** Requests on their way at once; the broker answers one connection's requests in order, so this only hides the round trip. */
const AT_ONCE = 100;
const ANY_TIMEOUT_MS = 60_000;
const LANE = 'producer-ids';

export async function takeProducerIds(
  asker: Asker,
  broker: number,
  count: number,
): ReturnType<RawCluster['producerIds']> {
  const body = { transactionalId: null, transactionTimeoutMs: ANY_TIMEOUT_MS, producerId: -1, producerEpoch: -1 };
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let taken = 0;
  for (let done = 0; done < count; done += AT_ONCE) {
    const calls = Array.from({ length: Math.min(AT_ONCE, count - done) }, () =>
      asker.ask(broker, INIT_PRODUCER_ID, body, LANE, asker.requestTimeoutMs),
    );
    const answers = await Promise.all(calls);
    for (const { producerId } of answers.filter((answer) => answer.error === 0)) {
      lowest = Math.min(lowest, producerId);
      highest = Math.max(highest, producerId);
      taken += 1;
    }
    const refused = answers.find((answer) => answer.error !== 0);
    if (refused !== undefined) return { error: refused.error, taken, lowest, highest };
  }
  return { error: 0, taken, lowest, highest };
}
