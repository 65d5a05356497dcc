// Tests of what is told of a running link: exposure that nobody can know, the RPO's alarm, the verdict of a status and of a comparison.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PartitionComparison } from '../../compare/core.ts';
import type { CompareOutcome } from '../../compare/index.ts';
import type { LinkPartitionStatus, LinkStatus } from '../../link/core.ts';
import type { PartitionExposure } from '../../replication/core.ts';
import { corrected } from './exposure.ts';
import { judgeRpo, limitsOf, rpoAlarm } from './rpo.ts';
import { statusOf } from './status.ts';
import { verdictOfAll, verdictOfPartition } from './verdict.ts';

const link = (partitions: readonly Partial<LinkPartitionStatus>[]): LinkStatus => ({
  flow: 'f',
  generation: 1,
  producerId: '1',
  state: 'running',
  monotonicMs: 0,
  partitions: partitions.map((one, partition) => ({
    topic: 't',
    partition,
    state: 'copying',
    fetched: 0,
    acknowledged: 0,
    safe: 0,
    sourceHighWatermark: null,
    queuedBytes: 0,
    fault: null,
    ...one,
  })),
  groups: [],
  bytesCopied: 0,
  recordsCopied: 0,
  batchesCopied: 0,
  requests: 0,
  throttledMs: 0,
  gaps: [],
});

const seen = (partition: number, end: number, records: number, ms: number): PartitionExposure => ({
  topic: 't',
  partition,
  records,
  ms,
  errorBoundMs: 10,
  sourceHighWatermark: { offset: end, atMs: 5 },
});

test('a quarantined partition has no exposure that anybody knows, whatever its log ends say', () => {
  const exposure = corrected(link([{}, { state: 'quarantined' }]), [seen(0, 5, 0, 0), seen(1, 5, 0, 0)], new Map(), 9);

  assert.deepEqual([exposure.records, exposure.ms], [null, null]);
  assert.match(exposure.why!, /^t-1: the partition is quarantined/);
});

test('the age of a backlog is at least what was seen, until the last record of it is copied', () => {
  const backlog = new Map<string, number>();

  const first = corrected(link([{}]), [seen(0, 100, 40, 0)], backlog, 9);
  const later = corrected(link([{}]), [seen(0, 120, 30, 900)], backlog, 9);
  const through = corrected(link([{}]), [seen(0, 130, 20, 50)], backlog, 9);

  assert.deepEqual([first.records, first.ms], [40, null]);
  assert.deepEqual([later.records, later.ms, later.certain?.msAtLeast], [30, null, 900]);
  assert.deepEqual([through.records, through.ms], [20, 50]);
});

test('a link without a partition, or before its first look, is unknown', () => {
  assert.equal(corrected(link([]), [], new Map(), 9).records, null);
  assert.equal(corrected(link([{}]), [], new Map(), 9).records, null);
});

test('the RPO is that of the flag, else of the first tier that names the topic', () => {
  const tiers = [
    { topics: ['t'], rpoMs: 1000 },
    { topics: ['.*'], rpoMs: 9000 },
  ];

  assert.deepEqual(
    [limitsOf(50, tiers)('t'), limitsOf(undefined, tiers)('t'), limitsOf(undefined, tiers)('x')],
    [50, 1000, 9000],
  );
  assert.equal(limitsOf(undefined, [])('t'), null);
});

test('an exposure above its limit fails and names the partition; an unknown one is unknown', () => {
  const judged = (ms: number): string =>
    judgeRpo(corrected(link([{}]), [seen(0, 5, 5, ms)], new Map([['t-0', 0]]), 9), () => 1000)!.outcome;

  assert.deepEqual([judged(100), judged(5000), judged(995)], ['pass', 'fail', 'unknown']);
  assert.equal(judgeRpo(corrected(link([{}]), [], new Map(), 9), () => 1000)!.outcome, 'unknown');
});

test('the alarm speaks when the limit is passed, when nobody has known for as long as the limit, and when it is over', () => {
  const alarm = rpoAlarm();
  const word = (outcome: 'pass' | 'unknown' | 'fail') => ({ outcome, limitMs: 1000, say: 't-0: x' });

  assert.equal(alarm(word('pass'), 0), null);
  assert.match(alarm(word('fail'), 100)!, /exceeds the RPO of 1\.0 s: t-0: x/);
  assert.equal(alarm(word('fail'), 200), null);
  assert.match(alarm(word('pass'), 300)!, /below the RPO again/);
  assert.equal(alarm(word('unknown'), 400), null);
  assert.match(alarm(word('unknown'), 1400)!, /nobody knows/);
});

const known = { name: 'f', stateFile: '/x/f.json', selection: '-f tideover.yaml', objectives: [] };

test('a status is unknown without an answer or an exposure, and held up by one fault', () => {
  const state = { format: 'tideover-link/1', pid: 1, url: 'u', flow: 'f', generation: 1, startedWallMs: 0 } as const;
  const answers = (status: LinkStatus, exposure: ReturnType<typeof corrected> | null) =>
    statusOf(
      known,
      {
        is: 'answers',
        state,
        status: { format: 'tideover-link-status/1', pid: 1, link: status, rssBytes: 1, cpuMs: 1, exposure },
      },
      () => null,
    ).verdict;
  const fault = { code: 'X', say: 'x', next: 'y' };
  const exposure = corrected(link([{}]), [seen(0, 5, 0, 0)], new Map(), 9);

  assert.equal(statusOf(known, { is: 'absent' }, () => null).verdict, 'unknown');
  assert.equal(statusOf(known, { is: 'silent', state, alive: false, why: 'x' }, () => null).verdict, 'unknown');
  assert.equal(answers(link([{}]), null), 'unknown');
  assert.equal(answers(link([{}]), exposure), 'fine');
  assert.equal(answers(link([{ state: 'waiting', fault }]), exposure), 'held-up');
});

test('one difference outweighs what could not be compared; an incomplete comparison is never equal', () => {
  const request = {
    topic: 't',
    partition: 0,
    shift: 0,
    from: null,
    to: null,
    isolation: 'committed',
    compacted: false,
  } as const;
  const outcome = (
    kind: 'equal' | 'extra' | 'indistinguishable',
    complete: boolean,
    more: Partial<PartitionComparison> = {},
  ): CompareOutcome => ({
    request,
    error: null,
    comparison: {
      topic: 't',
      partition: 0,
      shift: 0,
      from: 0,
      to: 5,
      ranges: [{ kind, from: 3, to: 4, records: 1, example: null }],
      recordsCompared: 5,
      batchesByBytes: 0,
      batchesDecoded: 0,
      equal: kind === 'equal' && complete,
      source: { start: 0, end: 5 },
      target: { start: 0, end: 5 },
      superseded: 0,
      bytesRead: 1,
      complete,
      stopped: complete ? null : 'it was stopped at offset 4',
      checkpoint: {} as never,
      ...more,
    },
  });

  assert.equal(verdictOfPartition([outcome('equal', true)]).verdict, 'equal');
  assert.equal(verdictOfPartition([outcome('equal', false)]).verdict, 'unknown');
  const differs = verdictOfPartition([outcome('equal', true), outcome('extra', true)]);
  assert.deepEqual([differs.verdict, differs.first?.offset], ['differs', 3]);
  assert.equal(verdictOfAll([differs, verdictOfPartition([outcome('equal', false)])]), 'differs');
  assert.equal(verdictOfAll([]), 'unknown');

  const longer = verdictOfPartition([outcome('indistinguishable', true, { target: { start: 6, end: 6 } })]);
  assert.deepEqual([longer.verdict, longer.aged], ['unknown', 6], 'the target went further than the source');
  const apart = { ranges: [], from: 5, to: 5, target: { start: 5, end: 5 } };
  assert.equal(verdictOfPartition([outcome('equal', true, apart)]).verdict, 'unknown', 'nothing was compared');
  const empty = { ...apart, source: { start: 5, end: 5 } };
  assert.equal(verdictOfPartition([outcome('equal', true, empty)]).verdict, 'equal', 'nothing is there');
});
