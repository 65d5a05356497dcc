// Tests of recovery.ts: first, median, last per kind; who never came back comes last.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientRecovery } from '../check/core.ts';
import { recoveryByKind } from './recovery.ts';

const client = (name: string, recoveredMs: number | null, affected = true): ClientRecovery => ({
  client: name,
  kind: 'java',
  role: 'producer',
  site: 'paris',
  affected,
  recoveredMs,
  drainedMs: recoveredMs,
  longestOutageMs: 0,
  errorBoundMs: 0,
});

test('first, median and last are taken over the clients of one kind and role', () => {
  const [row] = recoveryByKind([client('c', 30), client('a', 10), client('b', 20)]);

  assert.deepEqual(row, { kind: 'java', role: 'producer', clients: 3, never: 0, first: 10, median: 20, last: 30 });
});

test('a client that never came back makes the last unknown, not small', () => {
  const [row] = recoveryByKind([client('a', 10), client('b', null)]);

  assert.deepEqual(row, { kind: 'java', role: 'producer', clients: 2, never: 1, first: 10, median: null, last: null });
});

test('clients without business at the lost site are not counted', () => {
  assert.deepEqual(recoveryByKind([client('a', 0, false)]), []);
});
