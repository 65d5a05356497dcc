// Starts a link: finds its partitions, sets its lanes going, and hands out the handle that moves and stops it.
import { setTimeout } from 'node:timers';
import type { RawCluster } from '../kafka/core.ts';
import type { Link, LinkOptions } from './contract.ts';
import { drain } from './drain.ts';
import { LinkEngine, type LinkWorld } from './engine.ts';
import { type LaneKind, runFetchLane } from './fetch-lane.ts';
import { ProduceLanes } from './produce-lane.ts';
import { cutFront } from './seeding.ts';
import { statusOf } from './status.ts';
import { Surveyor } from './surveyor.ts';
import { compareTail } from './tail.ts';
import { watchTarget } from './target-watch.ts';
import { keepTopicsInSync, syncTopics } from './topic-sync.ts';

/**
 * Begins to replicate and returns once the source's topics are known; partitions begin by themselves. Throws TideError when the source
 * does not answer at all. The clusters stay the caller's: close them after `stop`.
 */
export async function startLink(
  options: LinkOptions,
  source: RawCluster,
  target: RawCluster,
  world: LinkWorld,
): Promise<Link> {
  const engine = new LinkEngine(options, source, target, world);
  const lanes = new ProduceLanes(engine);
  const loops = new Set<Promise<void>>();
  const run = (loop: Promise<void>): void => {
    loops.add(loop);
  };
  const fetchers = new Set<string>();
  const ensureFetchers = (): void => {
    engine.placed();
    for (const { source: placed } of engine.partitions.values()) {
      for (const kind of ['backlog', 'live'] satisfies LaneKind[]) {
        if (placed === null || placed.leader < 0 || fetchers.has(`${placed.leader} ${kind}`)) continue;
        fetchers.add(`${placed.leader} ${kind}`);
        run(runFetchLane(engine, placed.leader, kind));
      }
    }
  };
  connectEffects(engine, new Surveyor(engine, ensureFetchers));
  await syncTopics(engine);
  const data = { generation: options.generation, producerId: engine.producerId.toString() };
  engine.tell('link.started', `the link of flow ${options.flow.name} has begun`, null, data);
  run(watchTarget(engine));
  run(keepTopicsInSync(engine));
  return handleOf(engine, lanes, loops);
}

function connectEffects(engine: LinkEngine, surveyor: Surveyor): void {
  engine.handlers = {
    survey: (partition, round, afterMs) => surveyor.ask(partition, round, afterMs, true),
    findSource: (partition, round, afterMs) => surveyor.ask(partition, round, afterMs, false),
    compareTail: (partition, effect) => void compareTail(engine, partition, effect),
    cutFront: (partition, round, before) => void cutFront(engine, partition, round, before),
    wait: (partition, round, ms) => {
      setTimeout(() => {
        if (!engine.stopping) engine.apply(partition, { type: 'backoff-over', round });
      }, ms).unref();
    },
  };
}

function handleOf(engine: LinkEngine, lanes: ProduceLanes, loops: ReadonlySet<Promise<void>>): Link {
  const all = (type: 'pause' | 'resume' | 'stop'): void => {
    engine.together(() => {
      for (const partition of engine.partitions.values()) engine.apply(partition, { type });
    });
  };
  let stopped: Promise<void> | null = null;
  return {
    status: () => statusOf(engine),
    lookAgain() {
      engine.together(() => {
        for (const partition of engine.partitions.values()) {
          const { state, round } = partition.view;
          if (state === 'waiting') engine.apply(partition, { type: 'backoff-over', round });
        }
      });
    },
    pause() {
      engine.paused = true;
      all('pause');
    },
    resume() {
      engine.paused = false;
      all('resume');
    },
    drain: (withinMs) => drain(engine, withinMs),
    stop() {
      stopped ??= (async () => {
        engine.stopping = true;
        all('stop');
        await lanes.idle();
        await Promise.all(loops);
        engine.tell('link.stopped', `the link of flow ${engine.options.flow.name} has stopped`, null, {});
      })();
      return stopped;
    },
  };
}
