// Drain: waits until the target safely holds what a committed consumer could read at the source when it was asked.
import { type TopicPartition, keyOf } from '../base/core.ts';
import type { LinkEngine } from './engine.ts';
import { linkError } from './errors.ts';
import type { RunningPartition } from './running-partition.ts';
import { syncTopics } from './topic-sync.ts';

/** Behind at most this many are named. */
const NAMED_MAX = 5;
const LOOK_EVERY_MS = 100;

export async function drain(engine: LinkEngine, withinMs: number): Promise<void> {
  const until = engine.clock.monotonicMs() + withinMs;
  await syncTopics(engine);
  const ends = await readableEnds(engine, until);
  for (;;) {
    const behind = [...engine.partitions.values()].filter((one) => !holds(one, ends.get(one.key)));
    if (behind.length === 0) return;
    if (engine.stopping) throw linkError('TIDE_LINK_STOPPED', { flow: engine.options.flow.name });
    const leftMs = until - engine.clock.monotonicMs();
    if (leftMs <= 0) throw late(behind, ends, withinMs);
    await engine.changeBell.wait(Math.min(LOOK_EVERY_MS, leftMs));
  }
}

function holds({ view }: RunningPartition, end: number | undefined): boolean {
  if (end === undefined) return false;
  // What was there when the link began counts as well as what it copied; a partition in another state does not know its position.
  const known = view.state === 'copying' || view.state === 'proving' || view.state === 'paused';
  return known && view.safe - view.policy.shift >= end;
}

/** Last stable offset of every partition at the source, asked at its leader. */
async function readableEnds(engine: LinkEngine, until: number): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  for (;;) {
    const missing = [...engine.partitions.values()].filter((one) => !ends.has(one.key));
    const byLeader = new Map<number, TopicPartition[]>();
    for (const one of missing) {
      const leader = one.source?.leader ?? -1;
      if (leader >= 0)
        byLeader.set(leader, [...(byLeader.get(leader) ?? []), { topic: one.topic, partition: one.partition }]);
    }
    for (const [leader, partitions] of byLeader) {
      const answers = await engine.source.listOffsets(leader, partitions, -1, 'consumer', 'committed');
      for (const answer of answers) if (answer.error === 0) ends.set(keyOf(answer), answer.offset);
    }
    if (ends.size >= engine.partitions.size || engine.stopping || engine.clock.monotonicMs() > until) return ends;
    await engine.changeBell.wait(LOOK_EVERY_MS);
  }
}

function late(behind: readonly RunningPartition[], ends: ReadonlyMap<string, number>, withinMs: number): Error {
  const named = behind.slice(0, NAMED_MAX).map((one) => {
    const fault = one.view.fault === null ? '' : ` (${one.view.fault.code})`;
    return `${one.key} is ${one.view.state}${fault}, safe up to ${one.view.safe - one.view.policy.shift} of ${ends.get(one.key) ?? 'unknown'}`;
  });
  return linkError('TIDE_LINK_DRAIN_LATE', { withinMs, behind: behind.length, detail: `${named.join('; ')}.` });
}
