// Tests of what becomes of transactional batches.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BatchInLog, TransactionGate, kindsOf } from './transactions.ts';

const data = (producerId: bigint): BatchInLog => ({ producerId, transactional: false, marker: null, control: false });
const part = (producerId: bigint): BatchInLog => ({ producerId, transactional: true, marker: null, control: false });
const end = (producerId: bigint, marker: 'commit' | 'abort'): BatchInLog => ({
  producerId,
  transactional: true,
  marker,
  control: true,
});

test('DIV-9 a marker decides the batches of its own producer since that producer’s last marker', () => {
  const kinds = kindsOf([
    part(1n),
    part(2n),
    data(3n),
    end(1n, 'abort'),
    part(1n),
    end(2n, 'commit'),
    end(1n, 'commit'),
    part(2n),
  ]);

  assert.deepEqual(kinds, ['aborted', 'data', 'data', 'control', 'data', 'control', 'control', 'open-transaction']);
});

test('control batches that end no transaction decide nothing', () => {
  const other: BatchInLog = { producerId: 1n, transactional: false, marker: null, control: true };

  assert.deepEqual(kindsOf([part(1n), other, end(1n, 'commit')]), ['data', 'control', 'control']);
});

const batches = fc.array(
  fc.oneof(
    fc.nat(2).map((id) => data(BigInt(id))),
    fc.nat(2).map((id) => part(BigInt(id))),
    fc.tuple(fc.nat(2), fc.constantFrom('commit' as const, 'abort' as const)).map(([id, m]) => end(BigInt(id), m)),
  ),
  { maxLength: 40 },
);

test('reading forwards and looking back give the same records', () => {
  fc.assert(
    fc.property(batches, (log) => {
      const passed: number[] = [];
      const gate = new TransactionGate<number>((item) => passed.push(item));
      for (const [i, batch] of log.entries()) gate.batch(batch, [i]);

      const kinds = kindsOf(log);
      const at = (kind: string): number[] => kinds.flatMap((one, i) => (one === kind ? [i] : []));
      assert.deepEqual(
        passed.toSorted((a, b) => a - b),
        at('data'),
      );
      assert.deepEqual(
        gate.undecided().toSorted((a, b) => a - b),
        at('open-transaction'),
      );
      assert.equal(gate.held, at('open-transaction').length);
    }),
  );
});
