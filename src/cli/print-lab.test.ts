// Tests of how labs are printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertGolden } from '../../test/tree/golden.ts';
import type { HostedSite, HostedState } from '../lab/index.ts';
import { renderLabs } from './print-lab.ts';

function site(name: string, address: number, clientListener: 'open' | 'closed'): HostedSite {
  return {
    name,
    role: 'primary',
    bootstrap: [`kafka-1.${name}.lab:19092`],
    adminBootstrap: [`127.1.0.${address}:19094`],
    controllers: [],
    clusterId: 'x',
    clientListener,
    brokers: [],
    hostsFile: '/x/hosts',
    clientConfig: null,
    adminConfig: null,
  };
}

const host: HostedState['host'] = { pid: 1, startTicks: 1 } as never;

test('one line per site with brokers, the service names below', () => {
  const lab = {
    kafkaVersion: '4.3.1',
    serviceBootstrap: ['kafka-1.service.lab:19092'],
    sites: [site('paris', 1, 'open'), site('london', 2, 'closed')],
  } as Partial<NonNullable<HostedState['lab']>> as NonNullable<HostedState['lab']>;
  const labs: readonly HostedState[] = [
    { name: 'default', status: 'ready', host, startedWallMs: 0, lab, error: null },
    { name: 'other', status: 'failed', host, startedWallMs: 0, lab: null, error: null },
  ];

  assertGolden(import.meta.dirname, 'labs.txt', renderLabs(labs, false));
  assertGolden(import.meta.dirname, 'labs-wide.txt', renderLabs(labs, true));
});

test('no lab says how to start one', () => {
  assert.equal(renderLabs([], false), 'No lab runs. Start one with: tideover lab up\n');
});
