// Brokers: whom metadata is asked of next.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addressOf } from '../line.ts';
import { Brokers } from './brokers.ts';

const broker = (id: number) => ({ id, host: `kafka-${id}`, port: 9092 });
const order = (brokers: Brokers): string => brokers.inTurn().map(addressOf).join(' ');

test('before anything is known the bootstrap list is asked, in its order', () => {
  const brokers = new Brokers([
    { host: 'one', port: 1 },
    { host: 'two', port: 2 },
  ]);

  assert.equal(order(brokers), 'one:1 two:2');
});

test('no broker is asked twice in a row, and after a round all were asked', () => {
  const brokers = new Brokers([{ host: 'boot', port: 1 }]);
  brokers.learn([broker(2), broker(1), broker(3)]);
  const asked: string[] = [];
  for (let turn = 0; turn < 6; turn++) {
    const [first] = brokers.inTurn();
    asked.push(first!.host);
    brokers.answered(first!);
  }

  assert.deepEqual(asked, ['kafka-1', 'kafka-2', 'kafka-3', 'kafka-1', 'kafka-2', 'kafka-3']);
});

test('one that did not answer comes after those that may, and the bootstrap list is the last resort', () => {
  const brokers = new Brokers([{ host: 'boot', port: 1 }]);
  brokers.learn([broker(1), broker(2), broker(3)]);
  brokers.failed(broker(1));

  assert.equal(order(brokers), 'kafka-2:9092 kafka-3:9092 kafka-1:9092 boot:1');
  brokers.answered(broker(1));
  assert.equal(order(brokers), 'kafka-2:9092 kafka-3:9092 kafka-1:9092 boot:1');
  brokers.answered(broker(3));
  assert.equal(order(brokers), 'kafka-1:9092 kafka-2:9092 kafka-3:9092 boot:1');
});

test('an answer that lacks a broker does not make it unreachable, and an empty one changes nothing', () => {
  const brokers = new Brokers([]);
  brokers.learn([broker(1), broker(2)]);
  brokers.learn([broker(1)]);
  brokers.learn([]);

  assert.equal(brokers.byId(2)?.host, 'kafka-2');
  assert.equal(order(brokers), 'kafka-1:9092');
});
