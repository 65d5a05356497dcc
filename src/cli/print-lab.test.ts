// Tests of how labs are printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertGolden } from '../../test/tree/golden.ts';
import { renderLabs } from './print-lab.ts';

const site = (name: string, address: number, clientListener: 'open' | 'closed'): never =>
  ({
    name,
    role: 'primary',
    bootstrap: [`kafka-1.${name}.lab:19092`],
    adminBootstrap: [`127.1.0.${address}:19094`],
    clientListener,
  }) as never;

test('one line per site with brokers, the service names below', () => {
  const lab = {
    kafkaVersion: '4.3.1',
    runDir: '/x',
    serviceBootstrap: ['kafka-1.service.lab:19092'],
    sites: [site('paris', 1, 'open'), site('london', 2, 'closed')],
  };

  const labs = [
    { name: 'default', status: 'ready', lab },
    { name: 'other', status: 'failed', lab: null },
  ] as const;
  assertGolden(import.meta.dirname, 'labs.txt', renderLabs(labs, false));
  assertGolden(import.meta.dirname, 'labs-wide.txt', renderLabs(labs, true));
});

test('no lab says how to start one', () => {
  assert.equal(renderLabs([], false), 'No lab runs. Start one with: tideover lab up\n');
});
