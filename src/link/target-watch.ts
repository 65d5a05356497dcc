// Target watch: high watermarks of partitions that have moved, and log ends of idle ones, where another writer would show.
import { setTimeout as sleep } from 'node:timers/promises';
import { isTideError } from '../base/core.ts';
import type { LinkEngine } from './engine.ts';
import type { RunningPartition } from './running-partition.ts';

/** How often high watermarks are read while something is not yet safe. */
const SAFE_EVERY_MS = 50;
/** How often the log ends of idle partitions are compared with the positions. */
const IDLE_EVERY_MS = 1000;

export async function watchTarget(engine: LinkEngine): Promise<void> {
  let idleAtMs = engine.clock.monotonicMs();
  while (!engine.stopping) {
    const now = engine.clock.monotonicMs();
    const idleDue = now - idleAtMs >= IDLE_EVERY_MS;
    if (idleDue) idleAtMs = now;
    const byBroker = new Map<number, RunningPartition[]>();
    for (const partition of engine.partitions.values()) {
      const leader = partition.target?.leader ?? -1;
      if (leader < 0 || !(unsafe(partition) || (idleDue && idle(partition)))) continue;
      const list = byBroker.get(leader);
      if (list === undefined) byBroker.set(leader, [partition]);
      else list.push(partition);
    }
    await Promise.all([...byBroker].map(([broker, partitions]) => look(engine, broker, partitions, idleDue)));
    await sleep(SAFE_EVERY_MS);
  }
}

function unsafe({ view }: RunningPartition): boolean {
  return view.safe < view.acknowledged && view.state !== 'stopped';
}

function idle({ view }: RunningPartition): boolean {
  return view.inFlight === null && (view.state === 'copying' || view.state === 'proving');
}

async function look(
  engine: LinkEngine,
  broker: number,
  partitions: readonly RunningPartition[],
  idleDue: boolean,
): Promise<void> {
  const unsafeOnes = partitions.filter(unsafe);
  const idleOnes = idleDue ? partitions.filter(idle) : [];
  const asked = new Map(idleOnes.map((one) => [one.key, one.view.acknowledged]));
  try {
    const [watermarks, ends] = await Promise.all([
      unsafeOnes.length === 0 ? [] : engine.target.listOffsets(broker, places(unsafeOnes), -1, 'consumer'),
      idleOnes.length === 0 ? [] : engine.target.listOffsets(broker, places(idleOnes), -1, 'log'),
    ]);
    engine.together(() => {
      for (const { topic, partition, error, offset } of watermarks) {
        const found = engine.partitions.get(`${topic}-${partition}`);
        if (error === 0 && found !== undefined) engine.apply(found, { type: 'high-watermark', offset });
      }
      for (const { topic, partition, error, offset, leaderEpoch } of ends) {
        const found = engine.partitions.get(`${topic}-${partition}`);
        const at = found === undefined ? undefined : asked.get(found.key);
        if (found === undefined || at === undefined) continue;
        if (error !== 0) {
          engine.apply(found, { type: 'target-silent' });
          continue;
        }
        if (offset === at && leaderEpoch === found.view.targetEpoch) found.surveyedAtMs = engine.clock.monotonicMs();
        engine.apply(found, { type: 'idle-log-end', asked: at, offset, leaderEpoch });
      }
    });
  } catch (error) {
    if (!isTideError(error)) throw error;
    engine.together(() => {
      for (const one of idleOnes) engine.apply(one, { type: 'target-silent' });
    });
    await sleep(IDLE_EVERY_MS);
  }
}

function places(partitions: readonly RunningPartition[]): { topic: string; partition: number }[] {
  return partitions.map(({ topic, partition }) => ({ topic, partition }));
}
