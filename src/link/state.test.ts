// Tests of the table of transitions: every way and every stay is taken, the impossible is refused by its id; and the small laws of a step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PartitionState } from './contract.ts';
import { begin, step } from './partition.ts';
import { foreignRecords, producerIdOf, sequenceOf } from './sequence.ts';
import { TRANSITIONS } from './state.ts';
import type { PartitionEvent, PartitionView, Reading, TailVerdict } from './view.ts';

const STATES = Object.keys(TRANSITIONS) as PartitionState[];
const READING: Reading = {
  first: 20,
  second: 20,
  targetStart: 0,
  sourceStart: 0,
  sourceEnd: 50,
  targetEpoch: 3,
  ownLastSequence: 19,
};

/** A view in a state, at target offset 20 of a source that is fetched up to 30. */
function viewIn(
  state: PartitionState,
  more: Partial<PartitionView>,
  fillers: 'none' | 'hidden' = 'hidden',
): PartitionView {
  const { view } = begin({ shift: 0, from: 0, promisedLogEnd: null, fillers });
  const seeding = state === 'seeding' ? { seedTo: 30, fetched: 30 } : {};
  return { ...view, state, fetched: 30, acknowledged: 20, sourceTopicId: 's', targetTopicId: 't', ...seeding, ...more };
}

const round = 1;
const placed = { topicId: 's', leader: 1, leaderEpoch: 0 };
const target = { topicId: 't', leader: 1, leaderEpoch: 0 };
const verdicts: readonly TailVerdict[] = ['equal', 'different', 'own', 'own-filler', 'unprovable', 'gone'];
const READINGS: readonly Partial<Reading>[] = [
  {},
  { second: 21 },
  { ownLastSequence: 15 },
  { ownLastSequence: null },
  { sourceEnd: 10 },
  { sourceStart: 25, ownLastSequence: 19 },
];
const EVENTS: readonly PartitionEvent[] = [
  { type: 'metadata', round, source: placed, target },
  { type: 'metadata', round, source: { ...placed, leader: -1 }, target },
  { type: 'metadata', round, source: null, target },
  { type: 'metadata', round, source: { ...placed, topicId: 'x' }, target },
  { type: 'survey-failed', round, side: 'target', code: 0, why: 'silent' },
  { type: 'survey-failed', round, side: 'source', code: 29, why: '' },
  ...READINGS.map((one): PartitionEvent => ({ type: 'log-ends', round, reading: { ...READING, ...one } })),
  ...verdicts.map(
    (verdict): PartitionEvent => ({ type: 'tail-compared', round, verdict, at: 19, leaderEpoch: 0, detail: '' }),
  ),
  ...[0, 6, 29].map((code): PartitionEvent => ({ type: 'front-cut', round, code })),
  { type: 'fetched', round, baseOffset: 30, nextOffset: 31, leaderEpoch: 0 },
  { type: 'source-read', round, highWatermark: 50 },
  { type: 'diverging', round, epoch: 0, endOffset: 10 },
  { type: 'diverging', round, epoch: 0, endOffset: 25 },
  ...[1, 6, 29].map((code): PartitionEvent => ({ type: 'fetch-refused', round, code })),
  { type: 'source-lost', round, why: 'reset' },
  { type: 'unfit', round, code: 'TIDE_LINK_CORRUPT', offset: 20, detail: '' },
  { type: 'sending', baseOffset: 20, nextOffset: 30 },
  { type: 'produced', baseOffset: 20 },
  { type: 'produced', baseOffset: 21 },
  ...[6, 10, 45].map((code): PartitionEvent => ({ type: 'produce-refused', code, detail: '' })),
  { type: 'target-lost', why: 'reset' },
  { type: 'high-watermark', offset: 20 },
  { type: 'idle-log-end', asked: 20, offset: 20, leaderEpoch: -1 },
  { type: 'idle-log-end', asked: 20, offset: 21, leaderEpoch: -1 },
  { type: 'idle-log-end', asked: 20, offset: 20, leaderEpoch: 0 },
  { type: 'target-silent' },
  { type: 'reading-old' },
  { type: 'backoff-over', round },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'stop' },
];

const views = fc.record({
  inFlight: fc.constantFrom<PartitionView['inFlight']>(null, { base: 20, next: 30 }),
  reading: fc.constantFrom(null, READING, { ...READING, sourceStart: 25 }),
  begun: fc.boolean(),
  unsure: fc.boolean(),
  seedHidden: fc.boolean(),
  sourceReady: fc.boolean(),
});

test('every way and every stay of the table is taken, and no other; what is impossible is refused by its id', () => {
  const stayed = new Set<string>();
  const reached = new Map<string, Set<PartitionState>>();
  fc.assert(
    fc.property(
      fc.constantFrom(...STATES),
      fc.constantFrom(...EVENTS),
      views,
      fc.constantFrom('none', 'hidden'),
      (state, event, more, fillers) => {
        // A batch is in flight when its answer comes, and none when the next is sent; the rest is free.
        const answers = event.type === 'produced' || event.type === 'produce-refused';
        const inFlight = answers ? { base: 20, next: 30 } : event.type === 'sending' ? null : more.inFlight;
        const view = viewIn(state, { ...more, inFlight }, fillers);
        const cell = TRANSITIONS[state][event.type];
        const key = `${state} ${event.type}`;
        if ('impossible' in cell) {
          assert.throws(() => step(view, event), new RegExp(cell.impossible));
          return;
        }
        const next = step(view, event).view.state;
        if ('stays' in cell) {
          assert.equal(next, state);
          stayed.add(key);
        } else {
          assert.ok(cell.goes.includes(next) || next === state, `${key} leads to ${next}`);
          reached.set(key, (reached.get(key) ?? new Set()).add(next));
        }
      },
    ),
    { numRuns: 40_000, seed: 11 },
  );
  const missed: string[] = [];
  for (const state of STATES)
    for (const [type, cell] of Object.entries(TRANSITIONS[state])) {
      const key = `${state} ${type}`;

      if ('stays' in cell) assert.ok(stayed.has(key), `${key} was not visited`);
      if (!('goes' in cell)) continue;
      for (const one of cell.goes)
        if (one !== state && reached.get(key)?.has(one) !== true) missed.push(`${key} never led to ${one}`);
    }
  assert.deepEqual(missed, []);
});

test('LINK-5: an acknowledgement moves the position and not what is safe; the high watermark does', () => {
  const sent = viewIn('copying', { inFlight: { base: 20, next: 30 }, safe: 12 });
  const answered = step(sent, { type: 'produced', baseOffset: 20 }).view;
  const safe = step(answered, { type: 'high-watermark', offset: 30 }).view;

  assert.deepEqual([answered.acknowledged, answered.safe, safe.safe], [30, 12, 30]);
});

test('LINK-7: another topic id on either side quarantines the partition and names both ids', () => {
  const view = viewIn('copying', {});
  const source = step(view, { type: 'metadata', round, source: { ...placed, topicId: 'new' }, target }).view;
  const other = step(view, { type: 'metadata', round, source: placed, target: { ...target, topicId: 'new' } }).view;

  assert.equal(source.fault?.code, 'TIDE_LINK_RECREATED_SOURCE');
  assert.equal(other.fault?.code, 'TIDE_LINK_RECREATED_TARGET');
  assert.match(source.fault?.say ?? '', /its id was s and is new/);
});

test('LINK-1, LINK-10: a batch that does not begin at the position, and a range that does not follow, break an assertion', () => {
  const view = viewIn('copying', {});

  assert.throws(() => step(view, { type: 'sending', baseOffset: 21, nextOffset: 30 }), /LINK-1/);
  assert.throws(() => step(view, { type: 'sending', baseOffset: 20, nextOffset: 31 }), /LINK-10/);
  assert.throws(
    () => step(view, { type: 'fetched', round, baseOffset: 31, nextOffset: 32, leaderEpoch: 0 }),
    /LINK-10/,
  );
  assert.throws(
    () =>
      step(viewIn('copying', { inFlight: { base: 20, next: 30 } }), {
        type: 'sending',
        baseOffset: 20,
        nextOffset: 30,
      }),
    /LINK-2/,
  );
});

test('sequences go on at 0 behind 2^31-1, and foreign records are counted across that edge', () => {
  assert.deepEqual([sequenceOf(2 ** 31 - 1), sequenceOf(2 ** 31), sequenceOf(5 * 2 ** 31 + 7)], [2 ** 31 - 1, 0, 7]);
  assert.equal(foreignRecords(2 ** 31, 2 ** 31 - 1), 0);
  assert.equal(foreignRecords(2 ** 31 + 3, 2 ** 31 - 1), 3);
  assert.equal(foreignRecords(3 * 2 ** 31 + 10, 9), 0);
});

test('a producer id belongs to a flow and a generation, far above those that brokers hand out', () => {
  const ids = [producerIdOf('a', 1), producerIdOf('a', 2), producerIdOf('b', 1), producerIdOf('a', 11)];

  assert.equal(new Set(ids).size, 4);
  for (const id of ids) assert.ok(id >= 1n << 62n && id < 1n << 63n);
  assert.equal(producerIdOf('a', 1), ids[0]);
});
