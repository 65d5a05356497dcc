// Tests of reporting: reporter and collector over a real socket, clocks that differ, and stalls.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { systemClock } from '../base/index.ts';
import { collectObservations } from './collect.ts';
import type { Observation } from './core.ts';
import { startReporter } from './vantage/reporter.ts';
import { watchStalls } from './vantage/stall-watch.ts';

const observation = (at: number): Observation => ({
  vantage: 'l',
  vantageSite: 'london',
  role: 'site',
  watched: 'paris',
  at,
  kind: 'round-trip',
  connection: 'established',
  outcome: 'ok',
  latencyMs: 5,
  detail: '',
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < end, 'it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('what a vantage tells arrives in order, also what it told before the collector was there', async () => {
  const placeholder = net.createServer();
  await new Promise<void>((resolve) => placeholder.listen(0, '127.0.0.1', resolve));
  const { port } = placeholder.address() as net.AddressInfo;
  await new Promise((resolve) => placeholder.close(resolve));
  const now = systemClock.monotonicMs();
  const reporter = startReporter(`127.0.0.1:${port}`, null);
  reporter.tell(observation(now - 2));
  reporter.tell(observation(now - 1));
  const collector = await collectObservations({ host: '127.0.0.1', port });
  try {
    await until(() => collector.observations().length === 2);

    const [first, second] = collector.observations();
    assert.ok(first!.at < second!.at && Math.abs(second!.at - now) < 1000);
  } finally {
    reporter.close();
    await collector.close();
  }
});

test('a report that was held up looks old, although it comes from another clock', async () => {
  const collector = await collectObservations({ host: '127.0.0.1' });
  const socket = net.connect(collector.port, '127.0.0.1');
  const theirs = (ago: number): number => systemClock.monotonicMs() - 1_000_000 - ago;
  try {
    socket.write(`${JSON.stringify({ sentAt: theirs(0), observation: observation(theirs(5)) })}\n`);
    await until(() => collector.observations().length === 1);
    socket.write(`${JSON.stringify({ sentAt: theirs(8000), observation: observation(theirs(8010)) })}\n`);
    await until(() => collector.observations().length === 2);

    const age = systemClock.monotonicMs() - collector.observations()[1]!.at;
    assert.ok(age > 7500 && age < 9500, `age ${age}`);
  } finally {
    socket.destroy();
    await collector.close();
  }
});

test('a process that stands still knows it, even before its own timer has run', () => {
  const stalls = watchStalls(100);
  const from = systemClock.monotonicMs();
  while (systemClock.monotonicMs() - from < 250);

  assert.ok(stalls.stalledDuring(from, from + 10) >= 200);
  assert.equal(stalls.stalledDuring(systemClock.monotonicMs() + 1, systemClock.monotonicMs() + 2), 0);
  stalls.stop();
});
