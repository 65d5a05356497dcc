// Tests of the open-loop schedule and of the outbox behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Outbox } from './outbox.ts';
import { Schedule, type DueRecord } from './schedule.ts';

test('records are due by the clock alone, however rarely anybody asks', () => {
  const schedule = new Schedule(1000, 100, [0, 1, 2]);

  assert.deepEqual(schedule.due(999.9), []);
  const late = schedule.due(1050);

  assert.deepEqual(late.slice(0, 4), [
    { partition: 0, seq: 0, intendedT: 1000 },
    { partition: 1, seq: 0, intendedT: 1010 },
    { partition: 2, seq: 0, intendedT: 1020 },
    { partition: 0, seq: 1, intendedT: 1030 },
  ]);
  assert.equal(late.length, 6);
});

test('a counted schedule ends with the last record of each partition', () => {
  const due = new Schedule(0, 100, [0, 2], 3).due(10_000);

  assert.deepEqual(
    due.map(({ partition, seq }) => [partition, seq]),
    [
      [0, 0],
      [2, 0],
      [0, 1],
      [2, 1],
      [0, 2],
      [2, 2],
    ],
  );
});

test('asking often or seldom yields the same records', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 3000 }),
      (steps, rate) => {
        const often = new Schedule(0, rate, [4, 7]);
        const once = new Schedule(0, rate, [4, 7]);
        let now = 0;
        const collected: DueRecord[] = [];

        for (const step of steps) {
          now += step;
          collected.push(...often.due(now));
        }

        assert.deepEqual(collected, steps.length === 0 ? [] : once.due(now));
      },
    ),
    { numRuns: 50 },
  );
});

test('a schedule without rate or partitions is refused', () => {
  assert.throws(() => new Schedule(0, 0, [0]), RangeError);
  assert.throws(() => new Schedule(0, 1, []), RangeError);
});

const bounds = { maxRecords: 10, maxBatchBytes: 4096, recordBytes: 1024 };
const record = (partition: number, seq: number): DueRecord => ({ partition, seq, intendedT: seq });

test('the outbox refuses what exceeds its bound, and takes again once there is room', () => {
  const outbox = new Outbox({ ...bounds, maxRecords: 2 });

  assert.deepEqual(
    [outbox.offer(record(0, 0)), outbox.offer(record(0, 1)), outbox.offer(record(0, 2))],
    [true, true, false],
  );
  outbox.take([0]);

  assert.equal(outbox.offer(record(0, 3)), true);
});

test('a batch is bounded in bytes and shares its room fairly among partitions', () => {
  const outbox = new Outbox(bounds);
  for (let seq = 0; seq < 5; seq++) {
    outbox.offer(record(0, seq));
    outbox.offer(record(1, seq));
  }

  const batch = outbox.take([0, 1]);

  assert.deepEqual(batch, [record(0, 0), record(0, 1), record(1, 0), record(1, 1)]);
});

test('a record larger than the batch bound still goes out, alone', () => {
  const outbox = new Outbox({ maxRecords: 10, maxBatchBytes: 10, recordBytes: 1024 });
  outbox.offer(record(0, 0));
  outbox.offer(record(0, 1));

  assert.deepEqual(outbox.take([0]), [record(0, 0)]);
});

test('whatever is taken and drained, each partition keeps its order and nothing is lost or doubled', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (partitions, every) => {
        const outbox = new Outbox({ ...bounds, maxRecords: 1000 });
        const next = new Map<number, number>();
        const out: DueRecord[] = [];

        partitions.forEach((partition, index) => {
          const seq = next.get(partition) ?? 0;
          next.set(partition, seq + 1);
          outbox.offer(record(partition, seq));
          if (index % every === 0) out.push(...outbox.take(outbox.waiting()));
        });
        out.push(...outbox.drain());

        for (const [partition, count] of next) {
          const seqs = out.filter((entry) => entry.partition === partition).map(({ seq }) => seq);
          assert.deepEqual(
            seqs,
            Array.from({ length: count }, (_, seq) => seq),
          );
        }
        assert.equal(outbox.size, 0);
      },
    ),
    { numRuns: 100 },
  );
});
