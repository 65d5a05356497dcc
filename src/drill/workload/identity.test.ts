// Tests of what values tell: identity of records, meaning of errors, visibility of transactions, counts of the console consumer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampValue } from '../../check/core.ts';
import { isRefusal, outcomeOfSendError, producedInPart, tellError } from './client-errors.ts';
import { CommittedView } from './committed-view.ts';
import { identify } from './identity.ts';
import { ConsoleCount } from './second-opinion.ts';

test('a stamped value names its record; an altered byte is told', () => {
  const { value } = stampValue({ session: 's', partition: 2, seq: 9 }, 'r', 1, 300);
  assert.deepEqual(identify(value, 'r', 5), { session: 's', recordPartition: 2, seq: 9, intact: 1 });

  value[299] = value[299]! ^ 1;

  assert.equal(identify(value, 'r', 5).intact, 0);
});

test('values of the Java tool, of another run, of nobody and null keep apart', () => {
  const { value } = stampValue({ session: 's', partition: 2, seq: 9 }, 'old', 1, 300);

  assert.equal(identify(value, 'r', 5).session, 'old:s');
  assert.deepEqual(identify(Buffer.from('12.34'), 'r', 5), {
    session: 'java-12',
    recordPartition: 5,
    seq: 34,
    intact: 1,
  });
  assert.equal(identify(Buffer.from('hello'), 'r', 5).seq, -1);
  assert.equal(identify(null, 'r', 5).seq, -1);
});

const failure = (message: string, fields: object): Error => Object.assign(new Error(message), fields);
const refusal = failure('refused', { apiId: 'TOPIC_AUTHORIZATION_FAILED' });
const timeout = failure('Request timed out', { code: 'PLT_KFK_TIMEOUT' });

test('a send is provably not written only when every attempt was refused', () => {
  assert.equal(outcomeOfSendError(failure('produce failed', { errors: [refusal] })), 'fail');
  assert.equal(outcomeOfSendError(failure('produce failed 2 times', { errors: [timeout, refusal] })), 'info');
  assert.equal(outcomeOfSendError(timeout), 'info');
  assert.equal(outcomeOfSendError('strange'), 'info');
});

test('errors are told in one line with their causes, and partial answers are kept', () => {
  const partial = failure('Producing failed.', {
    errors: [refusal],
    produced: { offsets: [{ topic: 't', partition: 1, offset: 7n }] },
  });

  assert.equal(tellError(partial), 'Producing failed. <- TOPIC_AUTHORIZATION_FAILED');
  assert.deepEqual(producedInPart(partial), [{ topic: 't', partition: 1, offset: 7n }]);
  assert.deepEqual([isRefusal(partial), isRefusal(timeout)], [true, false]);
});

test('read_committed shows a transaction with its commit, never an aborted or open one, in offset order', () => {
  const view = new CommittedView<{ offset: number }>();
  const data = (producerId: bigint, transactional: boolean, ...offsets: number[]) => ({
    transactional,
    producerId,
    control: null,
    records: offsets.map((offset) => ({ offset })),
  });
  const marker = (producerId: bigint, control: 'commit' | 'abort') => ({
    transactional: true,
    producerId,
    control,
    records: [],
  });

  view.take(data(1n, true, 0, 1));
  view.take(data(2n, true, 2));
  view.take(data(-1n, false, 3));
  view.take(marker(2n, 'abort'));
  view.take(data(2n, true, 5));
  view.take(marker(1n, 'commit'));
  view.take(data(1n, true, 7));

  assert.deepEqual(
    view.visible().map(({ offset }) => offset),
    [0, 1, 3],
  );
});

test('the console consumer is counted per partition, with or without a timestamp column', () => {
  const count = new ConsoleCount();
  for (const line of [
    'Partition:1\tOffset:4\t',
    'Partition:1\tOffset:5',
    'CreateTime:1795396688485\tPartition:0\tOffset:9',
    'Processed',
  ])
    count.line(line);

  assert.deepEqual(count.counts(), [
    { partition: 0, records: 1, firstOffset: 9, lastOffset: 9 },
    { partition: 1, records: 2, firstOffset: 4, lastOffset: 5 },
  ]);
  const [zero, one, empty] = [
    { partition: 0, earliest: 0, end: 10 },
    { partition: 1, earliest: 4, end: 6 },
    { partition: 2, earliest: 7, end: 7 },
  ];
  assert.equal(count.reached([zero, one, empty]), true, 'the last record of each partition was printed');
  assert.equal(count.reached([zero, { ...one, end: 7 }]), false, 'one more record lies in partition 1');
});
