// The figures of a counted workload: what was known before the drill beside what its history says. Pure.
import type { CheckResult, GroupAuditRow } from '../check/core.ts';
import type { Measurement } from '../objectives/core.ts';
import type { Figure, WayBackShow } from '../report/core.ts';
import type { Act, CountedFigures, Scenario } from '../scenario/core.ts';
import { type FigureEvidence, idOf } from './figure-evidence.ts';

export interface FigureInput {
  readonly scenario: Scenario;
  readonly figures: CountedFigures;
  readonly check: CheckResult;
  readonly wayBack: WayBackShow | null;
  readonly evidence: FigureEvidence;
}

/** What is expected and found in one partition, before topic and partition are written beside it. */
type Row = readonly [what: string, expected: number, found: number | null];

export function figuresOf(input: FigureInput): readonly Figure[] {
  const topics = input.scenario.workload.topics.filter((topic) => topic.mirrored);
  return topics.flatMap(({ name: topic }) =>
    input.figures.survivor.flatMap((_, partition) =>
      rowsOf(input, topic, partition).map(([what, expected, found]) => ({ what, topic, partition, expected, found })),
    ),
  );
}

function rowsOf(input: FigureInput, topic: string, partition: number): readonly Row[] {
  return [
    ...beforeTheLoss(input, topic, partition),
    ...groupRows(input, topic, partition),
    ...afterTheFailover(input, partition),
    ...(input.scenario.failback === undefined ? [] : wayBackRows(input, topic, partition)),
  ];
}

function beforeTheLoss(input: FigureInput, topic: string, partition: number): readonly Row[] {
  const { figures, evidence } = input;
  const { primary, standby, cut } = evidence.facts;
  const offsets = offsetsOf(input, ['shared', 'tail'], partition);
  const end = cut.find((one) => one.topic === topic && one.partition === partition)?.standbyLogEnd ?? null;
  return [
    [`acknowledged by ${primary} before the loss`, figures.shared + figures.tail, offsets.length],
    [`last offset acknowledged by ${primary}`, figures.shared + figures.tail - 1, offsets.at(-1) ?? null],
    [`log end of ${standby} at the failover`, figures.shared, end],
  ];
}

function groupRows(input: FigureInput, topic: string, partition: number): readonly Row[] {
  const { figures, evidence, check, scenario } = input;
  const { primary, standby, t0 } = evidence.facts;
  const groups = scenario.workload.groups.filter((group) => group.handOverAt !== undefined && group.topic === topic);
  return groups.flatMap(({ group }): readonly Row[] => {
    const row: GroupAuditRow | undefined = check.groups.find(
      (one) => one.group === group && one.topic === topic && one.partition === partition,
    );
    const beyond = evidence.delivered.filter(
      (one) => one.group === group && one.topic === topic && one.partition === partition && one.t < (t0 ?? 0),
    );
    const processed = new Set(beyond.map((one) => one.offset).filter((offset) => offset >= figures.shared));
    return [
      [`committed by ${group} at ${primary}`, figures.committed, row?.committedAtPrimary ?? null],
      [`position of ${group} at ${standby}`, figures.shared, row?.promotedPosition ?? null],
      [`${group} resumed at ${standby} at offset`, figures.shared, row?.resumedAt ?? null],
      [
        `processed by ${group} at ${primary} and absent at ${standby}`,
        figures.committed - figures.shared,
        processed.size,
      ],
      [`skipped by ${group}`, 0, row?.skipped ?? null],
    ];
  });
}

function afterTheFailover(input: FigureInput, partition: number): readonly Row[] {
  const { figures, evidence } = input;
  const { standby } = evidence.facts;
  const offsets = offsetsOf(input, ['survivor'], partition);
  return [
    [`first offset written at ${standby} after the failover`, figures.shared, offsets[0] ?? null],
    [`new records at ${standby}`, survivorOf(figures, partition), offsets.length],
  ];
}

function wayBackRows(input: FigureInput, topic: string, partition: number): readonly Row[] {
  const { figures, wayBack, evidence, scenario } = input;
  const { primary, standby } = evidence.facts;
  const tail = wayBack?.tails.find((one) => one.topic === topic && one.partition === partition);
  const kept = scenario.failback === 'shift' ? figures.tail : 0;
  const all = figures.shared + figures.tail + survivorOf(figures, partition) + figures.returned;
  const [here, there] = [copiesAt(input, primary, topic, partition), copiesAt(input, standby, topic, partition)];
  return [
    ['the histories part at offset', figures.shared, tail?.point ?? null],
    ['records of the tail in the archive', figures.tail, tail?.records ?? null],
    [`recovered into the history of ${standby}`, figures.tail, tail?.recovered ?? null],
    [
      `new records at ${primary} after the failback`,
      figures.returned,
      offsetsOf(input, ['returned'], partition).length,
    ],
    [`records at ${primary} in the end`, all + kept, here.records],
    [`records at ${standby} in the end`, all, there.records],
    [`acknowledged records exactly once at ${primary}`, all - kept, here.once],
    [`acknowledged records exactly once at ${standby}`, all, there.once],
    ['acknowledged records missing anywhere', 0, here.missing + there.missing],
  ];
}

function survivorOf({ survivor }: CountedFigures, partition: number): number {
  return survivor[partition] ?? 0;
}

function sessionsOf({ scenario }: FigureInput, acts: readonly Act[]): ReadonlySet<string> {
  const parts = scenario.workload.producers.filter(
    ({ counted }) => counted !== undefined && acts.includes(counted.act),
  );
  return new Set(parts.map(({ session }) => session));
}

/** Rising offsets that the acts' producers were told in one partition. */
function offsetsOf(input: FigureInput, acts: readonly Act[], partition: number): readonly number[] {
  const sessions = sessionsOf(input, acts);
  const mine = input.evidence.acknowledged.filter((one) => one.partition === partition && sessions.has(one.session));
  return mine.map(({ offset }) => offset).toSorted((a, b) => a - b);
}

function copiesAt(
  input: FigureInput,
  site: string,
  topic: string,
  partition: number,
): { readonly records: number; readonly once: number; readonly missing: number } {
  const copies = new Map<string, number>();
  let records = 0;
  for (const one of input.evidence.read) {
    if (one.site !== site || one.topic !== topic || one.partition !== partition) continue;
    records += 1;
    copies.set(one.id, (copies.get(one.id) ?? 0) + 1);
  }
  const ids = input.evidence.acknowledged.filter((one) => one.partition === partition).map(idOf);
  return {
    records,
    once: ids.filter((id) => copies.get(id) === 1).length,
    missing: ids.filter((id) => !copies.has(id)).length,
  };
}

/** Violations = figures that are not what they were known to be; one that nothing tells counts as one. */
export function figuresMeasurement(figures: readonly Figure[]): Measurement {
  const base = { metric: 'figures', tier: '*', unit: 'violations', errorBound: 0, basis: 'measured' } as const;
  const wrong = figures.filter(({ expected, found }) => found !== expected);
  const [first] = wrong;
  if (first === undefined)
    return { ...base, value: 0, detail: `${figures.length} of ${figures.length} figures as counted beforehand` };
  const where = `${first.topic}-${first.partition}`;
  const example = `${where}: ${first.what}: ${first.found ?? 'unknown'} instead of ${first.expected}`;
  return {
    ...base,
    value: wrong.length,
    detail: `${wrong.length} of ${figures.length} figures differ; first: ${example}`,
  };
}
