// Tests of the exposure tracker, among them a property against a source whose every record's birth is known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exposureTracker } from './exposure-tracker.ts';
import { selects } from './select.ts';

const partition = { topic: 'orders', partition: 0 };
const at = (offset: number): ReadonlyMap<string, number> => new Map([['orders-0', offset]]);
const look = (highWatermark: number, askedAtMs: number, answeredAtMs = askedAtMs) => ({
  askedAtMs,
  answeredAtMs,
  highWatermarks: at(highWatermark),
});

test('a target that has everything is exposed by nothing', () => {
  const tracker = exposureTracker({ partitions: [partition] });
  tracker.observeSource(look(10, 100));
  tracker.observeTarget(at(10), '');
  const exposure = tracker.exposure(150);
  assert.equal(exposure.records, 0);
  assert.equal(exposure.ms, 0);
  assert.equal(exposure.partitions[0]?.errorBoundMs, 50, 'what was written since the last look is inside the bound');
});

test('the age counts from the first look that saw the oldest missing record, the bound reaches back to the look before', () => {
  const tracker = exposureTracker({ partitions: [partition] });
  tracker.observeSource(look(10, 100));
  tracker.observeTarget(at(10), '');
  tracker.observeSource(look(15, 200, 210));
  tracker.observeSource(look(25, 300));
  const exposure = tracker.exposure(400);
  assert.equal(exposure.records, 15);
  assert.equal(exposure.ms, 190);
  assert.equal(exposure.partitions[0]?.errorBoundMs, 110);
});

test('while the source is silent the exposure is unknown, what is certain grows, and an answer makes it known again', () => {
  const tracker = exposureTracker({ partitions: [partition] });
  tracker.observeSource(look(10, 100));
  tracker.observeTarget(at(8), '');
  tracker.observeSilence(200, 'berlin does not answer');
  tracker.observeSilence(300, 'berlin does not answer');
  const exposure = tracker.exposure(1100);
  assert.equal(exposure.records, null);
  assert.equal(exposure.why, 'berlin does not answer');
  assert.deepEqual(exposure.partitions[0]?.unknown, { why: 'berlin does not answer', sinceMonotonicMs: 200 });
  assert.deepEqual(exposure.certain, { recordsAtLeast: 2, msAtLeast: 1000, msAtMost: 1000 });

  tracker.observeSource(look(30, 1200));
  assert.equal(tracker.exposure(1200).records, 22);
});

test('a source that was never asked successfully is unknown, not zero', () => {
  const tracker = exposureTracker({ partitions: [partition] });
  tracker.observeTarget(at(3), '');
  const exposure = tracker.exposure(5);
  assert.equal(exposure.records, null);
  assert.equal(exposure.certain?.msAtMost, null);
});

test('the true age always lies between the value and the value plus its bound, however few marks are kept', () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 1, max: 50 }),
    written: fc.integer({ min: 0, max: 5 }),
    copied: fc.integer({ min: 0, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), fc.integer({ min: 4, max: 12 }), (steps, marksMax) => {
      const tracker = exposureTracker({ partitions: [partition], marksMax });
      const births: number[] = [];
      let now = 0;
      let position = 0;
      tracker.observeSource(look(0, 0));
      for (const { waitMs, written, copied } of steps) {
        const from = now;
        now += waitMs;
        for (let n = 0; n < written; n += 1) births.push(from + (waitMs * (n + 1)) / (written + 1));
        position = Math.min(births.length, position + copied);
        tracker.observeSource(look(births.length, now));
        tracker.observeTarget(at(position), '');
        const exposure = tracker.exposure(now);
        const [only] = exposure.partitions;
        assert.equal(exposure.records, births.length - position);
        const oldest = births[position];
        const trueAge = oldest === undefined ? 0 : now - oldest;
        assert.ok(
          only!.ms! <= trueAge + 1e-9 && trueAge <= only!.ms! + only!.errorBoundMs + 1e-9,
          `${trueAge} in ${only!.ms} + ${only!.errorBoundMs}`,
        );
      }
    }),
  );
});

test('a flow selects by name and by expressions that match the whole name', () => {
  assert.ok(selects(['orders', 'pay.*'], 'payments'));
  assert.ok(!selects(['orders', 'pay'], 'payments'));
  assert.ok(selects(['a(b'], 'a(b'), 'what is no expression is a name');
});
