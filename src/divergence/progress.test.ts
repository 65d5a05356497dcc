// Tests of what a journal tells of earlier attempts, of origin headers and of producer ids.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JournalEntry } from '../runbook/core.ts';
import { originHeaders, originOf, recoveryProducerId } from './origin.ts';
import { offsetsOf, progressOf, rangesOf } from './progress.ts';

const SOURCE = { topic: 'orders', partition: 0 };

function entry(what: JournalEntry['what'], data: JournalEntry['data'], step = 'recover orders-0'): JournalEntry {
  return { sequence: 0, monotonicMs: 0, wallMs: 5, step, what, outcome: null, data, previous: '' };
}

const batch = (sequence: number, from: number, to: number) => ({
  topic: 'orders',
  partition: 0,
  sequence,
  offsets: [[from, to]],
  logEnd: 1000,
});

test('acknowledged batches are done, record by record; the others are in doubt', () => {
  const { done, inDoubt } = progressOf(
    [
      entry('begin', batch(0, 950, 952)),
      entry('end', { ...batch(0, 950, 952), baseOffset: 1000 }),
      entry('begin', batch(3, 953, 954)),
      entry('end', { ...batch(0, 1, 2), baseOffset: 1 }, 'recover orders-1'),
      entry('end', { ...batch(0, 1, 2), topic: 'quarantine', baseOffset: 1 }),
    ],
    SOURCE,
    'orders',
  );

  assert.deepEqual(
    [...done],
    [
      [950, 1000],
      [951, 1001],
      [952, 1002],
    ],
  );
  assert.deepEqual(
    inDoubt.map((one) => one.sequence),
    [3],
  );
});

test('rising offsets are the same as ranges', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), (some) => {
      const rising = some.toSorted((a, b) => a - b);
      assert.deepEqual(offsetsOf(rangesOf(rising)), rising);
    }),
  );
});

test('origin headers come back; a record with some of them or with others has none', () => {
  const origin = { site: 'paris', topic: 'a-topic', partition: 3, offset: 951 };
  const headers = originHeaders(origin);

  assert.deepEqual(originOf([{ key: Buffer.from('x'), value: null }, ...headers]), origin);
  assert.equal(originOf(headers.slice(1)), null);
  assert.equal(originOf(headers.map(({ key }) => ({ key, value: null }))), null);
});

test('a recovery has one producer id per archive and partition, far above those of clusters, and valid for Kafka', () => {
  const ids = [0, 1, 2].map((partition) => recoveryProducerId('archive', { topic: 'orders', partition }));

  assert.equal(new Set(ids).size, 3);
  assert.deepEqual(ids[0], recoveryProducerId('archive', SOURCE));
  assert.notEqual(ids[0], recoveryProducerId('other', SOURCE));
  assert.ok(ids.every((id) => id > 2n ** 62n && id < 2n ** 63n));
});
