// Surveyor: metadata of both sides, then log end, producers and log end again at the target, for all partitions that ask, together.
import { setTimeout } from 'node:timers';
import { isTideError } from '../base/core.ts';
import type { OffsetAnswer, RawCluster, RawTopic } from '../kafka/core.ts';
import type { LinkEngine } from './engine.ts';
import { kafkaName } from './refusal.ts';
import type { RunningPartition } from './running-partition.ts';
import type { Placed } from './view.ts';

interface Asking {
  readonly partition: RunningPartition;
  readonly round: number;
  /** False: only the leaders are wanted. */
  readonly logEnds: boolean;
}

/** What asks within this time is asked together: one metadata request, three requests a broker. */
const GATHER_MS = 2;

export class Surveyor {
  readonly #engine: LinkEngine;
  #due: Asking[] = [];
  #gathering = false;
  /** Called with the leaders that were found. */
  readonly #onPlaced: () => void;

  constructor(engine: LinkEngine, onPlaced: () => void) {
    this.#engine = engine;
    this.#onPlaced = onPlaced;
  }

  ask(partition: RunningPartition, round: number, afterMs: number, logEnds: boolean): void {
    setTimeout(() => {
      if (this.#engine.stopping || partition.view.round !== round) return;
      this.#due.push({ partition, round, logEnds });
      if (this.#gathering) return;
      this.#gathering = true;
      setTimeout(() => {
        this.#gathering = false;
        const due = this.#due;
        this.#due = [];
        void this.#survey(due);
      }, GATHER_MS);
    }, afterMs).unref();
  }

  async #survey(asking: readonly Asking[]): Promise<void> {
    const engine = this.#engine;
    const topics = [...new Set(asking.map((one) => one.partition.topic))];
    const [sources, targets] = await Promise.all([
      metadataOf(engine.source, topics),
      metadataOf(engine.target, topics),
    ]);
    for (const { partition, round } of asking) {
      if (typeof sources === 'string' || typeof targets === 'string') {
        const side = typeof sources === 'string' ? 'source' : 'target';
        const why = typeof sources === 'string' ? sources : typeof targets === 'string' ? targets : '';
        engine.apply(partition, { type: 'survey-failed', round, side, code: 0, why });
        continue;
      }
      const refusedAt = [sources, targets].map((topics) => topics.get(partition.topic)?.error === 29);
      if (refusedAt[0] === true || refusedAt[1] === true) {
        const side = refusedAt[0] === true ? 'source' : 'target';
        engine.apply(partition, { type: 'survey-failed', round, side, code: 29, why: 'Metadata' });
        continue;
      }
      const source = placeIn(sources, partition);
      const target = placeIn(targets, partition);
      if (source !== null) partition.source = source;
      if (target !== null) partition.target = target;
      engine.apply(partition, { type: 'metadata', round, source, target });
    }
    this.#onPlaced();
    const groups = new Map<string, Asking[]>();
    for (const one of asking) {
      const { partition } = one;
      const { state } = partition.view;
      if (!one.logEnds || partition.view.round !== one.round || (state !== 'starting' && state !== 'recovering'))
        continue;
      const key = `${partition.target!.leader} ${partition.source!.leader}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    await Promise.all([...groups.values()].map((group) => this.#readLogEnds(group)));
  }

  /** Partitions of one target leader and one source leader. */
  async #readLogEnds(group: readonly Asking[]): Promise<void> {
    const engine = this.#engine;
    const partitions = group.map((one) => ({ topic: one.partition.topic, partition: one.partition.partition }));
    const { leader: at } = group[0]!.partition.target!;
    const { leader: from } = group[0]!.partition.source!;
    let side: 'source' | 'target' = 'source';
    try {
      const [sourceStart, sourceEnd] = await Promise.all([
        engine.source.listOffsets(from, partitions, -2, 'consumer'),
        engine.source.listOffsets(from, partitions, -1, 'log'),
      ]);
      side = 'target';
      const targetStart = await engine.target.listOffsets(at, partitions, -2, 'consumer');
      const first = await engine.target.listOffsets(at, partitions, -1, 'log');
      const producers = await engine.target.describeProducers(at, partitions);
      const second = await engine.target.listOffsets(at, partitions, -1, 'log');
      for (const { partition, round } of group) {
        const own = producers.find((one) => isAbout(one, partition));
        const answers = { sourceStart, sourceEnd, targetStart, first, second };
        this.#deliver(partition, round, answers, own);
      }
    } catch (error) {
      const why = isTideError(error) ? `${error.message} ${error.why}` : String(error);
      for (const { partition, round } of group)
        engine.apply(partition, { type: 'survey-failed', round, side, code: 0, why });
    }
  }

  #deliver(
    partition: RunningPartition,
    round: number,
    answers: Readonly<
      Record<'sourceStart' | 'sourceEnd' | 'targetStart' | 'first' | 'second', readonly OffsetAnswer[]>
    >,
    producers: Awaited<ReturnType<RawCluster['describeProducers']>>[number] | undefined,
  ): void {
    const engine = this.#engine;
    const offsets = {} as Record<keyof typeof answers, number>;
    for (const [name, list] of Object.entries(answers)) {
      const side = name.startsWith('source') ? 'source' : 'target';
      const answer = list.find((one) => isAbout(one, partition));
      const code = answer?.error ?? -1;
      if (answer === undefined || code !== 0)
        return engine.apply(partition, {
          type: 'survey-failed',
          round,
          side,
          code,
          why: `ListOffsets: ${kafkaName(code)}`,
        });
      offsets[name as keyof typeof answers] = answer.offset;
    }
    const refused = producers?.error ?? -1;
    if (producers === undefined || refused !== 0) {
      const why = `DescribeProducers: ${kafkaName(refused)}`;
      return engine.apply(partition, { type: 'survey-failed', round, side: 'target', code: refused, why });
    }
    const own = producers.producers.find((one) => one.producerId === engine.producerId);
    partition.surveyedAtMs = engine.clock.monotonicMs();
    engine.apply(partition, {
      type: 'log-ends',
      round,
      reading: {
        ...offsets,
        targetEpoch: answers.second.find((one) => isAbout(one, partition))!.leaderEpoch,
        ownLastSequence: own === undefined || own.lastSequence < 0 ? null : own.lastSequence,
      },
    });
  }
}

async function metadataOf(
  cluster: RawCluster,
  topics: readonly string[],
): Promise<ReadonlyMap<string, RawTopic> | string> {
  try {
    const { topics: found } = await cluster.metadata(topics);
    return new Map(found.map((topic) => [topic.name, topic]));
  } catch (error) {
    return isTideError(error) ? `${error.message} ${error.why}` : String(error);
  }
}

/** Null: the topic or the partition is not there. Leader -1: nobody leads it, or the broker does not know yet. */
function placeIn(topics: ReadonlyMap<string, RawTopic>, where: RunningPartition): Placed | null {
  const topic = topics.get(where.topic);
  if (topic === undefined || topic.error !== 0) return null;
  const found = topic.partitions.find((one) => one.partition === where.partition);
  if (found === undefined) return null;
  return { topicId: topic.id, leader: found.leader, leaderEpoch: found.leaderEpoch };
}

function isAbout(answer: { readonly topic: string; readonly partition: number }, partition: RunningPartition): boolean {
  return answer.topic === partition.topic && answer.partition === partition.partition;
}
