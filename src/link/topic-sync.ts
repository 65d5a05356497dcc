// Topic sync: which partitions the flow selects at the source; new ones are added while the link runs, none is ever removed.
import { setTimeout as sleep } from 'node:timers/promises';
import { isTideError, keyOf } from '../base/core.ts';
import { selects } from '../replication/core.ts';
import type { LinkEngine } from './engine.ts';

/** Between two looks the engine is asked whether it stops, at least this often. */
const SLICE_MS = 100;

/** Adds what is new; returns how many. Throws TideError when the source does not answer. */
export async function syncTopics(engine: LinkEngine): Promise<number> {
  const { flow, starts } = engine.options;
  const { topics } = await engine.source.metadata(null);
  let added = 0;
  for (const topic of topics) {
    if (topic.internal || topic.name.startsWith('__') || topic.error !== 0 || !selects(flow.topics, topic.name))
      continue;
    for (const { partition } of topic.partitions) {
      const where = { topic: topic.name, partition };
      if (engine.partitions.has(keyOf(where))) continue;
      const start = starts?.find((one) => one.topic === where.topic && one.partition === where.partition);
      engine.add(where, start);
      added += 1;
    }
  }
  return added;
}

export async function keepTopicsInSync(engine: LinkEngine): Promise<void> {
  for (;;) {
    const until = engine.clock.monotonicMs() + engine.options.topicSyncMs;
    while (engine.clock.monotonicMs() < until) {
      if (engine.stopping) return;
      await sleep(Math.min(SLICE_MS, engine.options.topicSyncMs));
    }
    engine.answerRooms.trim();
    engine.batchRooms.trim();
    try {
      await syncTopics(engine);
    } catch (error) {
      // The partitions themselves say that the source does not answer.
      if (!isTideError(error)) throw error;
    }
  }
}
