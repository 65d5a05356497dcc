// Tests of bootstrap addresses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBootstrap } from './bootstrap.ts';

test('addresses may be listed, joined by commas, bracketed, or carry a protocol as in Java', () => {
  assert.deepEqual(parseBootstrap('paris', ['a:9092, b:9093', '[::1]:9094', 'SSL://c.example:9095']), [
    { host: 'a', port: 9092 },
    { host: 'b', port: 9093 },
    { host: '::1', port: 9094 },
    { host: 'c.example', port: 9095 },
  ]);
});

test('what is not host:port is refused with the cluster and the text', () => {
  for (const wrong of ['a', 'a:', ':9092', 'a:0', 'a:70000', 'a b:9', '']) {
    assert.throws(() => parseBootstrap('paris', [wrong]), { code: 'TIDE_KAFKA_PROPERTY' }, wrong);
  }
});
