// The final read of one site: every partition from its first offset to its log end, and the groups' positions, as history lines.
import type { Admin } from '@platformatic/kafka';
import { systemClock } from '../../base/index.ts';
import { tellError } from './client-errors.ts';
import { CommittedView } from './committed-view.ts';
import type { HistoryWriter } from './history-writer.ts';
import { identify } from './identity.ts';
import { LogReader, type PartitionRange, type ReadBatch } from './log-reader.ts';
import { connectionOptions } from './node-options.ts';
import type { FinalReadSpec } from './spec.ts';

type Isolation = 'uncommitted' | 'committed';
type ReadRecord = ReadBatch['records'][number];
type TopicOfSpec = FinalReadSpec['topics'][number];

const now = (): number => systemClock.monotonicMs();

/** Returns true when every partition was read to its log end within the bound; what is missing stands in the file as `incomplete` notes. */
export async function finalRead(spec: FinalReadSpec, history: HistoryWriter): Promise<boolean> {
  const deadline = performance.now() + spec.withinMs;
  const connection = connectionOptions(`final-read-${spec.site}`, spec.bootstrap, spec.properties);
  const told = new Set<string>();
  const tell = (what: string): void => {
    if (told.has(what) || told.size > 100) return;
    told.add(what);
    history.line(['note', now(), 'error', what]);
  };
  const reader = await LogReader.open(
    // Never joins a group; the name is unique, so that nothing can be mistaken for one of the groups under test.
    {
      ...connection,
      groupId: `tideover-final-read-${spec.run}-${process.pid}`,
      requestTimeout: 10_000,
      retries: 3,
      retryDelay: 300,
    },
    tell,
  );
  try {
    const transactional = new Set<string>();
    const ranges = await openRanges(reader, spec.topics, history, 'uncommitted');
    await reader.read(
      ranges,
      deadline,
      (batch) => {
        if (batch.transactional && batch.control === null) transactional.add(`${batch.topic}-${batch.partition}`);
        writeRecords(history, spec.run, batch, batch.records, 'uncommitted');
      },
      () => history.settle(),
    );
    const complete = tellIncomplete(history, ranges, 'uncommitted');
    const committed = transactional.size === 0 || (await committedRead(reader, spec, history, transactional, deadline));
    const groups = await groupPositions(spec, history, tell);
    return complete && committed && groups;
  } finally {
    await reader.close();
  }
}

async function openRanges(
  reader: LogReader,
  topics: readonly TopicOfSpec[],
  history: HistoryWriter,
  isolation: Isolation,
  wanted: (topic: string, partition: number) => boolean = () => true,
): Promise<PartitionRange[]> {
  const ranges: PartitionRange[] = [];
  for (const { name } of topics) {
    const count = await reader.partitionsOf(name);
    if (count === null) {
      history.line(['note', now(), 'no-topic', name]);
      continue;
    }
    const earliest = await reader.offsets(name, 'earliest');
    const ends = await reader.offsets(name, isolation === 'committed' ? 'last-stable' : 'high-watermark');
    for (let partition = 0; partition < count; partition++) {
      if (!wanted(name, partition)) continue;
      const [from, to] = [earliest[partition]!, ends[partition]!];
      history.line(['range', now(), name, partition, from, to, isolation]);
      ranges.push({ topic: name, partition, from, to });
    }
  }
  return ranges;
}

/** Only for partitions with transactions; elsewhere both views are the same. */
async function committedRead(
  reader: LogReader,
  spec: FinalReadSpec,
  history: HistoryWriter,
  transactional: ReadonlySet<string>,
  deadline: number,
): Promise<boolean> {
  const wanted = (topic: string, partition: number): boolean => transactional.has(`${topic}-${partition}`);
  const ranges = await openRanges(reader, spec.topics, history, 'committed', wanted);
  const views = new Map<string, { batch: ReadBatch; view: CommittedView<ReadRecord> }>();
  await reader.read(
    ranges,
    deadline,
    (batch) => {
      const key = `${batch.topic}-${batch.partition}`;
      const entry = views.get(key) ?? { batch, view: new CommittedView<ReadRecord>() };
      views.set(key, entry);
      entry.view.take(batch);
    },
    () => Promise.resolve(),
  );
  for (const { batch, view } of views.values()) writeRecords(history, spec.run, batch, view.visible(), 'committed');
  return tellIncomplete(history, ranges, 'committed');
}

function writeRecords(
  history: HistoryWriter,
  run: string,
  where: { readonly topic: string; readonly partition: number },
  records: readonly ReadRecord[],
  isolation: Isolation,
): void {
  if (records.length === 0) return;
  const t = now().toFixed(3);
  const { topic, partition } = where;
  for (const { offset, timestamp, value } of records) {
    const { session, recordPartition, seq, intact } = identify(value, run, partition);
    history.raw(
      `["rec",${t},"${topic}",${partition},${offset},${JSON.stringify(session)},${recordPartition},${seq},${intact},${timestamp},${value?.length ?? 0},"${isolation}"]`,
    );
  }
}

function tellIncomplete(history: HistoryWriter, ranges: readonly PartitionRange[], isolation: Isolation): boolean {
  const left = ranges.filter((range) => range.from < range.to);
  for (const { topic, partition, from } of left)
    history.line(['note', now(), 'incomplete', [topic, partition, isolation, from]]);
  return left.length === 0;
}

async function groupPositions(
  spec: FinalReadSpec,
  history: HistoryWriter,
  tell: (what: string) => void,
): Promise<boolean> {
  if (spec.groups.length === 0) return true;
  const { Admin } = await import('@platformatic/kafka');
  const admin = new Admin({
    ...connectionOptions(`final-read-${spec.site}-groups`, spec.bootstrap, spec.properties),
    requestTimeout: 10_000,
    retries: 3,
    retryDelay: 300,
  });
  let all = true;
  try {
    for (const group of spec.groups) all = (await positionsOf(admin, group, spec, history, tell)) && all;
  } finally {
    await admin.close().catch(() => {});
  }
  return all;
}

async function positionsOf(
  admin: Admin,
  group: string,
  spec: FinalReadSpec,
  history: HistoryWriter,
  tell: (what: string) => void,
): Promise<boolean> {
  const found = new Map<string, { offset: number; epoch: number }>();
  try {
    for (const { topics } of await admin.listConsumerGroupOffsets({ groups: [group] })) {
      for (const { name, partitions } of topics) {
        for (const { partitionIndex, committedOffset, committedLeaderEpoch } of partitions) {
          if (committedOffset < 0n) continue;
          found.set(`${name}-${partitionIndex}`, { offset: Number(committedOffset), epoch: committedLeaderEpoch });
        }
      }
    }
  } catch (error) {
    const reason = tellError(error);
    if (!reason.includes('GROUP_ID_NOT_FOUND')) {
      tell(`positions of group ${group}: ${reason}`);
      return false;
    }
  }
  for (const { name, partitions } of spec.topics) {
    for (let partition = 0; partition < partitions; partition++) {
      const position = found.get(`${name}-${partition}`);
      history.line(['group', now(), group, name, partition, position?.offset ?? null, position?.epoch ?? -1]);
    }
  }
  return true;
}
