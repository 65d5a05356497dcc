// The telling lines of a log.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { tellingLines } from './log-lines.ts';

it('quotes errors and causes, once each, without stack frames', () => {
  const log = [
    '[2026-01-01] INFO starting (kafka.Kafka$)',
    '[2026-01-01] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)',
    'org.apache.kafka.common.config.ConfigException: Invalid value many',
    '\tat org.apache.kafka.common.config.ConfigDef.parse(ConfigDef.java:1)',
    'Caused by: java.lang.NumberFormatException: many',
    'Caused by: java.lang.NumberFormatException: many',
  ].join('\n');
  assert.deepEqual(
    tellingLines(log)
      .split('\n')
      .map((line) => line.trim().split(' ')[0]),
    ['[2026-01-01]', 'org.apache.kafka.common.config.ConfigException:', 'Caused'],
  );
});

it('quotes the last lines where nothing looks like an error', () => {
  const log = Array.from({ length: 20 }, (_, n) => `line ${n}`).join('\n');
  assert.equal(tellingLines(log).split('\n').at(-1)?.trim(), 'line 19');
  assert.equal(tellingLines(''), '');
});
