// Step make-room: topics with a tail are deleted at the returning site and made anew, empty.
import { isTideError } from '../../../base/core.ts';
import type { Cluster, NewTopicSpec, TopicDescription } from '../../../kafka/core.ts';
import type { Step } from '../../../runbook/core.ts';
import { within } from '../../../runbook/index.ts';
import { failoverError } from '../../errors.ts';
import type { FailbackRun } from '../context.ts';
import { topicsToRecreate } from '../starts.ts';

const GONE_WITHIN_MS = 30_000;
const READY_WITHIN_MS = 30_000;
const POLL_MS = 100;

export const makeRoomStep: Step<FailbackRun> = {
  id: 'make-room',
  plan: ({ returning, mode, findings }) => {
    const topics = topicsToRecreate(mode, findings.divergences ?? []);
    return Promise.resolve({
      id: 'make-room',
      title: `Make room at ${returning}`,
      will:
        mode === 'shift'
          ? ['nothing: the tail stays where it is']
          : [
              `delete topics with a tail and make them anew, empty, with the same partitions and settings${topics.length === 0 ? '' : `: ${topics.join(', ')}`}`,
            ],
      loss:
        mode === 'shift'
          ? []
          : [`the log of ${returning} for these topics; their tails are in the archive and were recovered`],
      pointOfNoReturn: mode === 'recreate',
      undo: null,
      timeoutMs: 120_000,
      after: ['recover'],
    });
  },
  precondition: ({ findings }) =>
    Promise.resolve(
      !findings.readBack || findings.recovered === null ? 'the tail is not archived, read back and recovered' : null,
    ),
  async probe(run) {
    const topics = topicsToRecreate(run.mode, run.findings.divergences ?? []);
    if (topics.length === 0) return true;
    return (await emptyOnes(run, topics)).length === topics.length;
  },
  async act(run) {
    const { clusters, findings, mode } = run;
    const wanted = topicsToRecreate(mode, findings.divergences ?? []);
    const done = new Set(await emptyOnes(run, wanted));
    const names = wanted.filter((name) => !done.has(name));
    if (names.length === 0) return;
    const specs = await specsOf(run, names);
    const there = await clusters.returning.topics(names);
    if (there.length > 0) await clusters.returning.deleteTopics(there.map((topic) => topic.name));
    await untilGone(run, names);
    await clusters.returning.createTopics(specs);
  },
  async verify(run) {
    const topics = topicsToRecreate(run.mode, run.findings.divergences ?? []);
    await untilReady(run, topics);
    run.findings.recreated = topics;
    return { recreated: topics };
  },
  restore({ findings }, evidence) {
    findings.recreated = evidence['recreated'] as readonly string[];
  },
};

/** A new topic gets its leaders a moment after the answer. */
async function untilReady(run: FailbackRun, topics: readonly string[]): Promise<void> {
  const deadline = run.clock.monotonicMs() + READY_WITHIN_MS;
  let missing = topics;
  while (run.clock.monotonicMs() < deadline) {
    run.signal?.throwIfAborted();
    // A broker that has not heard of the new topic yet answers that it is unknown.
    const empty = await emptyOnes(run, topics).catch((error: unknown): readonly string[] => {
      if (isTideError(error)) return [];
      throw error;
    });
    missing = topics.filter((name) => !empty.includes(name));
    if (missing.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw failoverError('TIDE_FAILOVER_NO_ROOM', { returning: run.returning, topics: missing.join(', ') });
}

/** Which of the topics are there with all partitions of the survivor and not one record. */
async function emptyOnes({ clusters }: FailbackRun, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const [here, there] = await Promise.all([clusters.returning.topics(names), clusters.surviving.topics(names)]);
  const counts = new Map(there.map((topic) => [topic.name, topic.partitions.length]));
  const whole = here.filter((topic) => topic.partitions.length === counts.get(topic.name) && led(topic));
  const partitions = whole.flatMap(({ name, partitions: all }) =>
    all.map(({ partition }) => ({ topic: name, partition })),
  );
  const ranges = partitions.length === 0 ? [] : await clusters.returning.logRanges(partitions, 'uncommitted');
  const filled = new Set(ranges.filter((range) => range.end.offset > 0).map((range) => range.topic));
  return whole.map((topic) => topic.name).filter((name) => !filled.has(name));
}

function led(topic: TopicDescription): boolean {
  return topic.partitions.every((partition) => partition.leader >= 0);
}

/** Partitions as the survivor has them; settings as the returning site had them, so that what was tuned there stays. */
async function specsOf({ clusters }: FailbackRun, names: readonly string[]): Promise<readonly NewTopicSpec[]> {
  const [here, there, brokers, overrides] = await Promise.all([
    clusters.returning.topics(names),
    clusters.surviving.topics(names),
    clusters.returning.brokers(),
    overridesOf(clusters.returning, names),
  ]);
  return there.map((topic) => {
    const before = here.find((one) => one.name === topic.name) ?? topic;
    const replicas = before.partitions[0]?.replicas.length ?? 1;
    return {
      name: topic.name,
      partitions: topic.partitions.length,
      replicationFactor: Math.min(replicas, brokers.length),
      configs: overrides.get(topic.name) ?? {},
    };
  });
}

async function overridesOf(
  cluster: Cluster,
  names: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const all = await cluster.topicSettings(names);
  return new Map(
    [...all].map(([topic, settings]) => {
      const own = Object.entries(settings).filter(([, setting]) => setting.source === 'topic');
      return [topic, Object.fromEntries(own.map(([name, setting]) => [name, setting.value]))];
    }),
  );
}

/** Deleting is done by the controller after the answer; a topic of the same name can be made only afterwards. */
async function untilGone({ clusters, clock, returning, signal }: FailbackRun, names: readonly string[]): Promise<void> {
  const deadline = clock.monotonicMs() + GONE_WITHIN_MS;
  let left: readonly string[] = names;
  while (clock.monotonicMs() < deadline) {
    const look = await within(clusters.returning.topics(names), deadline - clock.monotonicMs(), signal);
    if (look.in === 'time') left = look.value.map((topic) => topic.name);
    if (look.in === 'time' && left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw failoverError('TIDE_FAILOVER_NO_ROOM', { returning, topics: left.join(', ') });
}
