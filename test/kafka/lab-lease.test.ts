// The armed fence on real brokers: no lease, no client listener; a lost lease closes it, a new grant opens it.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { describe, it } from 'node:test';
import type { Lab } from '../../src/lab/core.ts';
import { eventually, labOptions, oneSite, QUICK_RETURN, startLab } from './lab-topologies.ts';

const PORT = 19199;

describe('brokers guarded by a lease', () => {
  it('LAB-6, LAB-7: start closed without a grant, open with one, close on silence, and answer tools all the time', async () => {
    let granted = false;
    let authority: Server | undefined;
    const options = labOptions(oneSite());
    const lab = await startLab({
      ...options,
      leaseGuardedSites: ['paris'],
      brokerProperties: { paris: QUICK_RETURN },
      leaseAuthority: { site: 'witness', port: PORT },
      beforeBrokers: async (early) => {
        authority = await serveLeases(early, () => granted);
      },
    });
    try {
      const [address = ''] = lab.lookup('paris')('kafka-1.paris.lab') ?? [];
      const client = (): Promise<boolean> => connects(address, 19092);
      const admin = (): Promise<boolean> => connects(address, 19093);
      assert.equal(lab.sites['paris']?.clientListener, 'closed');
      assert.equal(await client(), false);
      assert.equal(await admin(), true);

      granted = true;
      await eventually('open after a grant', 30_000, client);

      await lab.wan.isolate('paris', 'drop');
      await eventually('fenced after silence', 30_000, async () => !(await client()) && admin());
      const lost = options.events.filter((event) => event.type === 'lab.lease-lost');
      assert.match(String(lost[0]?.data['why']), /does not answer/);
    } finally {
      await lab.stop().finally(() => authority?.close());
    }
  });
});

async function serveLeases(lab: Lab, granted: () => boolean): Promise<Server> {
  const [host = ''] = lab.lookup('witness')('witness.lab') ?? [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      const why = granted() ? '' : 'another site holds it';
      socket.end(`${JSON.stringify({ granted: granted(), holder: 'paris', epoch: 1, ttlMs: 2000, why })}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(PORT, host, resolve));
  return server;
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
