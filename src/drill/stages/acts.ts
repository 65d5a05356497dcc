// The acts of a counted workload: each starts its clients, waits until every record is acknowledged, and ends them.
import type { TopicPartition } from '../../base/core.ts';
import type { Act, CountedFigures, GroupSpec } from '../../scenario/core.ts';
import { drillError } from '../errors.ts';
import type { HistoryWatch } from '../history-watch.ts';
import type { Stage } from '../stage.ts';
import { waitFor } from '../wait.ts';
import type { Clients } from './clients.ts';

const DONE_WITHIN_MS = 60_000;
const POLL_MS = 100;
const STOP_MS = 5000;

export interface Playing {
  readonly stage: Stage;
  readonly clients: Clients;
  readonly watch: HistoryWatch;
}

/** Starts the act and waits for its end. Throws TIDE_DRILL_ACT_NOT_DONE when records stay unacknowledged. */
export async function playAct(playing: Playing, act: Act): Promise<void> {
  tell(playing, act);
  await playing.clients.startAct(act);
  await finishAct(playing, act);
}

/** The first act is under way since the workload started: its end, and that link and group stand exactly where the tail begins. */
export async function finishShared(playing: Playing, figures: CountedFigures): Promise<void> {
  const { stage } = playing;
  await finishAct(playing, 'shared');
  const { standby } = stage.clusters;
  await until(stage, 'shared', async () => {
    const ranges = await standby.logRanges(partitionsOf(stage), 'uncommitted');
    const ends = ranges.map((range) => range.end.offset);
    return ends.every((end) => end === figures.shared) ? null : `${stage.standby} ends at ${ends.join(', ')}`;
  });
  for (const { group } of handing(stage))
    await until(stage, 'shared', () => standsAt(stage, 'standby', group, figures.shared));
}

/** After the link has stopped: the tail, and the first members of the groups go as far into it as the figures say. */
export async function playTail(playing: Playing, figures: CountedFigures): Promise<void> {
  const { stage, clients } = playing;
  await playAct(playing, 'tail');
  for (const { group } of handing(stage))
    await until(stage, 'tail', () => standsAt(stage, 'primary', group, figures.committed));
  const first = new Set(handing(stage).map(({ group }) => `consumer-${group}-1`));
  await Promise.all(clients.consumers.filter(({ name }) => first.has(name)).map((process) => process.stop(STOP_MS)));
}

/** The producer that pointed at the old site has had its say; it is stopped, so that the counts stay what they are. */
export async function endStubborn({ stage, clients }: Playing): Promise<void> {
  const sessions = stage.scenario.workload.producers.filter((each) => each.pointedAt === stage.primary);
  const names = new Set(sessions.map(({ session }) => `producer-${session}`));
  await Promise.all(clients.producers.filter(({ name }) => names.has(name)).map((process) => process.stop(STOP_MS)));
}

async function finishAct({ stage, clients, watch }: Playing, act: Act): Promise<void> {
  const parts = stage.scenario.workload.producers.filter((producer) => producer.counted?.act === act);
  const wanted = new Map(
    parts.map((part) => [part.session, part.partitions.length * (part.counted?.recordsPerPartition ?? 0)]),
  );
  await until(stage, act, async () => {
    await watch.poll();
    const served = new Map(watch.pulses().map(({ header, served: count }) => [header.session, count]));
    const short = [...wanted].filter(([session, count]) => (served.get(session) ?? 0) < count);
    const words = short.map(
      ([session, count]) => `${session} has ${served.get(session) ?? 0} of ${count} acknowledged`,
    );
    return words.length === 0 ? null : words.join(', ');
  });
  const names = new Set(parts.map(({ session }) => `producer-${session}`));
  await Promise.all(clients.producers.filter(({ name }) => names.has(name)).map((process) => process.stop(STOP_MS)));
}

/** Null when the group has committed exactly this offset in every partition, else what it has committed. */
async function standsAt(
  stage: Stage,
  site: 'primary' | 'standby',
  group: string,
  offset: number,
): Promise<string | null> {
  const { offsets } = await stage.clusters[site].committed(group, partitionsOf(stage));
  const found = offsets.map((one) => one.offset ?? 'nothing');
  return offsets.every((one) => one.offset === offset)
    ? null
    : `${group} has committed ${found.join(', ')} at ${stage[site]}, wanted ${offset}`;
}

/** Throws what was missing last when the bound is reached. */
async function until(stage: Stage, act: Act, missing: () => Promise<string | null>): Promise<void> {
  let last: string | null = null;
  const done = await waitFor(
    async () => {
      last = await missing();
      return last === null ? true : undefined;
    },
    { withinMs: DONE_WITHIN_MS, everyMs: POLL_MS },
    stage,
  );
  if (done !== true)
    throw drillError('TIDE_DRILL_ACT_NOT_DONE', { act, withinMs: DONE_WITHIN_MS, missing: last ?? 'nothing' });
}

function handing({ scenario }: Stage): readonly GroupSpec[] {
  return scenario.workload.groups.filter((group) => group.handOverAt !== undefined);
}

function partitionsOf({ scenario }: Stage): readonly TopicPartition[] {
  return scenario.workload.topics
    .filter((topic) => topic.mirrored)
    .flatMap(({ name, partitions }) =>
      Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })),
    );
}

function tell({ stage }: Playing, act: Act): void {
  const parts = stage.scenario.workload.producers.filter((producer) => producer.counted?.act === act);
  const records = parts.reduce(
    (sum, part) => sum + part.partitions.length * (part.counted?.recordsPerPartition ?? 0),
    0,
  );
  stage.log.say('drill.phase', `Act ${act}: exactly ${records} records.`, { phase: 'workload', title: `act ${act}` });
}
