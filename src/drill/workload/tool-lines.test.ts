// Tests of the translation of Kafka's tools' output; the lines are captured from kafka-tools 4.3.1.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampValue } from '../../check/core.ts';
import { consumerToolLine, producerToolLine } from './tool-lines.ts';

const clock = { monotonicMs: 5000, wallMs: 1_795_396_686_000 };

test('an acknowledgement of VerifiableProducer is an ok with its offset, on the monotonic clock', () => {
  const line =
    '{"timestamp":1795396686424,"name":"producer_send_success","key":null,"value":"7.1","offset":41,"topic":"jv","partition":1}';

  assert.deepEqual(producerToolLine(line, clock), ['ok', 5424, 1, 1, 41]);
});

test('a record that never found its topic is a fail; one that expired in a batch may exist', () => {
  const error = (message: string): string =>
    `{"timestamp":1795396687754,"name":"producer_send_error","topic":"jv","key":null,"value":"7.0","exception":"class org.apache.kafka.common.errors.TimeoutException","message":"${message}"}`;

  const never = producerToolLine(error('Topic jv not present in metadata after 1500 ms.'), clock);
  const expired = producerToolLine(
    error('Expiring 4 record(s) for jv-1:120000 ms has passed since batch creation'),
    clock,
  );

  assert.deepEqual(never?.slice(0, 4), ['fail', 6754, -1, 0]);
  assert.deepEqual(expired?.slice(0, 4), ['info', 6754, -1, 0]);
});

test('other lines of the tools are notes or nothing', () => {
  assert.deepEqual(producerToolLine('{"timestamp":1795396686105,"name":"startup_complete"}', clock), [
    'note',
    5105,
    'startup_complete',
    null,
  ]);
  assert.equal(producerToolLine('SLF4J: something', clock), null);
  assert.equal(
    consumerToolLine('{"timestamp":1,"name":"records_consumed","count":6,"partitions":[]}', clock, 'r'),
    null,
  );
  assert.equal(consumerToolLine('{"timestamp":1,"name":"rec', clock, 'r'), null);
});

test('a record of the Java producer is delivered under its session', () => {
  const line =
    '{"timestamp":1795396688485,"name":"record_data","key":null,"value":"7.5","topic":"jv","partition":1,"offset":5}';

  assert.deepEqual(consumerToolLine(line, clock, 'r'), ['deliver', 7485, 'jv', 1, 5, 'java-7', 1, 5, 1]);
});

test('a stamped record is recognised although the tool garbles its padding', () => {
  const { value } = stampValue({ session: 'node-1', partition: 3, seq: 12 }, 'r', 1.5, 400);
  const shown = {
    timestamp: 1_795_396_688_485,
    name: 'record_data',
    key: null,
    value: value.toString('utf8'),
    topic: 'jv',
    partition: 3,
    offset: 9,
  };
  const line = Buffer.from(JSON.stringify(shown)).toString('latin1');

  assert.deepEqual(consumerToolLine(line, clock, 'r'), ['deliver', 7485, 'jv', 3, 9, 'node-1', 3, 12, 1]);
  assert.equal(consumerToolLine(line, clock, 'other')?.[5], 'r:node-1');
});

test('a foreign record has no session', () => {
  const line =
    '{"timestamp":1795396688485,"name":"record_data","key":"k","value":"hello","topic":"jv","partition":1,"offset":5}';

  assert.deepEqual(consumerToolLine(line, clock, 'r')?.slice(5), ['', 1, -1, 1]);
});

test('assignments and commits carry topic and partition', () => {
  const assigned =
    '{"timestamp":1795396688348,"name":"partitions_assigned","partitions":[{"topic":"jv","partition":0}]}';
  const committed =
    '{"timestamp":1795396688516,"name":"offsets_committed","offsets":[{"topic":"jv","partition":1,"offset":6}],"success":true}';
  const refused =
    '{"timestamp":1795396688516,"name":"offsets_committed","offsets":[],"success":false,"error":"org.apache.kafka.clients.consumer.CommitFailedException"}';

  assert.deepEqual(consumerToolLine(assigned, clock, 'r'), ['assign', 7348, [['jv', 0, null]]]);
  assert.deepEqual(consumerToolLine(committed, clock, 'r'), ['commit', 7516, 'ok', [['jv', 1, 6]]]);
  assert.deepEqual(consumerToolLine(refused, clock, 'r'), ['commit', 7516, 'fail', []]);
});
