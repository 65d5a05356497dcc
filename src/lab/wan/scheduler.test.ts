// Scheduler: order, accuracy and idleness.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Scheduler } from './scheduler.ts';

test('jobs run in the order of their times, and of their arrival where times are equal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { minLength: 1, maxLength: 40 }), async (delays) => {
      const scheduler = new Scheduler();
      const base = scheduler.now();
      const ran: number[] = [];
      await new Promise<void>((resolve) => {
        delays.forEach((delay, index) =>
          scheduler.at(base + delay / 4, () => {
            assert.ok(scheduler.now() >= base + delay / 4, 'never early');
            ran.push(index);
            if (ran.length === delays.length) resolve();
          }),
        );
      });
      const expected = delays
        .map((delay, index) => ({ delay, index }))
        .sort((a, b) => a.delay - b.delay || a.index - b.index);
      assert.deepEqual(
        ran,
        expected.map(({ index }) => index),
      );
    }),
    { numRuns: 20 },
  );
});

test('waiting costs little CPU: naps, no spinning', async () => {
  const scheduler = new Scheduler();
  const before = process.cpuUsage();
  const begin = scheduler.now();
  await new Promise<void>((resolve) => {
    const next = (): void => {
      if (scheduler.now() - begin > 500) resolve();
      else scheduler.at(scheduler.now() + 1.4, next);
    };
    next();
  });
  const used = process.cpuUsage(before);
  assert.ok(
    (used.user + used.system) / 1000 < 0.6 * (scheduler.now() - begin),
    `${(used.user + used.system) / 1000} ms of CPU`,
  );
});
