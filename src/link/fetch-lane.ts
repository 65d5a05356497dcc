// Fetch lane: all partitions led by one source broker in one Fetch; one lane for live partitions (long poll), one for those behind.
import { setTimeout as sleep } from 'node:timers/promises';
import { isTideError } from '../base/core.ts';
import type { FetchAnswer, FetchedPartition } from '../kafka/core.ts';
import type { LinkEngine } from './engine.ts';
import { takeIn } from './intake.ts';
import { wantsFetch } from './partition.ts';
import type { Room } from './rooms.ts';
import type { RunningPartition } from './running-partition.ts';

export type LaneKind = 'live' | 'backlog';

/** How long the source holds a fetch back when there is nothing new. */
const LIVE_WAIT_MS = 500;
const BACKLOG_WAIT_MS = 10;
/** Bytes of one answer at most. */
const ANSWER_BYTES_MAX = 4 << 20;
/** With less room than this a fetch is not worth its cost. */
const ANSWER_BYTES_LEAST = 64 << 10;
/** A lane without work looks for some at least this often. */
const LOOK_AGAIN_MS = 1000;
/** A broker may ask us to hold off; never longer than this at a time. */
const THROTTLE_MS_MAX = 30_000;

export async function runFetchLane(engine: LinkEngine, broker: number, kind: LaneKind): Promise<void> {
  let turn = 0;
  while (!engine.stopping) {
    const chosen = choose(engine, broker, kind, turn);
    const room = Math.min(
      ANSWER_BYTES_MAX,
      engine.options.inFlightBytes - engine.heldBytes,
      engine.throttle.shareBytes,
    );
    const enough = room >= Math.min(ANSWER_BYTES_LEAST, engine.throttle.shareBytes);
    const waitMs = engine.throttle.waitMs();
    if (chosen.length === 0 || !enough) await engine.fetchBell.wait(LOOK_AGAIN_MS);
    else if (waitMs > 0) {
      engine.counters.throttledMs += waitMs;
      await sleep(Math.min(waitMs, LOOK_AGAIN_MS));
    } else {
      turn += 1;
      await fetchOnce(engine, broker, kind, chosen, room);
    }
  }
}

/** Partitions of this lane, beginning with another one each time: a broker fills its answer in the order of the request. */
function choose(engine: LinkEngine, broker: number, kind: LaneKind, turn: number): RunningPartition[] {
  const chosen: RunningPartition[] = [];
  for (const partition of engine.partitions.values()) {
    if (partition.source?.leader !== broker || partition.fetching || partition.unfit !== null) continue;
    if (!wantsFetch(partition.view)) continue;
    const full = partition.heldBytes >= engine.options.queueBytesPerPartition;
    // What cannot be fetched now must not wait behind a long poll later.
    if (full) partition.backlog = true;
    if (!full && partition.backlog === (kind === 'backlog')) chosen.push(partition);
  }
  if (chosen.length < 2) return chosen;
  const first = turn % chosen.length;
  return [...chosen.slice(first), ...chosen.slice(0, first)];
}

async function fetchOnce(
  engine: LinkEngine,
  broker: number,
  kind: LaneKind,
  chosen: readonly RunningPartition[],
  maxBytes: number,
): Promise<void> {
  const rounds = new Map(chosen.map((one) => [one.key, one.view.round]));
  for (const one of chosen) one.fetching = true;
  // Answers of the live lane are small and many: a room for each would hold far more memory than it uses.
  const room = kind === 'backlog' ? engine.answerRooms.take() : null;
  let answer: FetchAnswer;
  try {
    answer = await engine.source.fetch(
      broker,
      {
        maxWaitMs: kind === 'live' ? LIVE_WAIT_MS : BACKLOG_WAIT_MS,
        minBytes: 1,
        maxBytes,
        // Committed always: where there is no transaction it is the same, and no topic is known to have none.
        isolation: 'committed',
        ...(room === null ? {} : { room: room.memory }),
        partitions: chosen.map((one) => ({
          topic: one.topic,
          partition: one.partition,
          topicId: one.source!.topicId,
          offset: one.view.fetched,
          currentLeaderEpoch: one.source!.leaderEpoch,
          lastFetchedEpoch: one.view.lastFetchedEpoch,
          maxBytes: Math.min(maxBytes, engine.options.fetchPartitionBytes),
        })),
      },
      `fetch-${kind}`,
    );
  } catch (error) {
    const why = isTideError(error) ? `${error.message} ${error.why}` : String(error);
    room?.lose();
    room?.leave();
    for (const one of chosen) {
      one.fetching = false;
      engine.apply(one, { type: 'source-lost', round: rounds.get(one.key)!, why });
    }
    return;
  }
  engine.together(() => {
    for (const one of chosen) one.fetching = false;
    if (answer.error !== 0) for (const one of chosen) refused(engine, one, rounds.get(one.key)!, answer.error);
    else
      for (const found of answer.partitions) {
        const partition = engine.partitions.get(`${found.topic}-${found.partition}`);
        const round = partition === undefined ? undefined : rounds.get(partition.key);
        if (partition === undefined || round === undefined) continue;
        try {
          receive(engine, partition, round, found, room);
        } catch (error) {
          engine.breakOff(partition, error);
        }
      }
  });
  room?.leave();
  if (answer.throttleMs > 0) {
    engine.counters.throttledMs += answer.throttleMs;
    await sleep(Math.min(answer.throttleMs, THROTTLE_MS_MAX));
  }
}

function refused(engine: LinkEngine, partition: RunningPartition, round: number, code: number): void {
  engine.apply(partition, { type: 'fetch-refused', round, code });
}

function receive(
  engine: LinkEngine,
  partition: RunningPartition,
  round: number,
  found: FetchedPartition,
  room: Room | null,
): void {
  if (partition.view.round !== round || !wantsFetch(partition.view)) return;
  if (found.error !== 0) return refused(engine, partition, round, found.error);
  if (found.diverging !== null) {
    engine.apply(partition, { type: 'diverging', round, ...found.diverging });
    return;
  }
  if (found.records !== null && found.records.length > 0) takeRecords(engine, partition, round, found, room);
  const { view } = partition;
  partition.backlog = view.fetched < found.lastStableOffset;
  if (view.sourceHighWatermark !== found.highWatermark || view.sourceAttempts > 0)
    engine.apply(partition, { type: 'source-read', round, highWatermark: found.highWatermark });
}

function takeRecords(
  engine: LinkEngine,
  partition: RunningPartition,
  round: number,
  found: FetchedPartition,
  room: Room | null,
): void {
  engine.throttle.took(found.records!.length);
  const from = partition.view.fetched;
  const taken = takeIn(found, from, engine.options.fillers);
  if (taken.next > from) {
    for (const piece of taken.pieces) {
      if (room !== null) {
        room.use();
        piece.room = room;
      }
      partition.queue.push(piece);
      engine.heldBytes += piece.bytes;
    }
    const { next: nextOffset, leaderEpoch } = taken;
    engine.apply(partition, { type: 'fetched', round, baseOffset: from, nextOffset, leaderEpoch });
  }
  if (taken.unfit === null) return;
  partition.unfit = { type: 'unfit', round, ...taken.unfit };
  engine.tellUnfit(partition);
}
