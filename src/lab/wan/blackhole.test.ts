// Silent loss and healing: what a dropped link holds, hides and gives back.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PARIS_LYON, twoSites, until } from '../../../test/lab/two-sites.ts';
import type { TwoSites, TwoSitesOptions } from '../../../test/lab/two-sites.ts';

async function withSites(options: TwoSitesOptions, body: (sites: TwoSites) => Promise<void>): Promise<void> {
  const sites = await twoSites(options);
  try {
    await body(sites);
  } finally {
    await sites.stop();
  }
}

/** What a socket has been told, in order. */
function diary(socket: Socket): string[] {
  const entries: string[] = [];
  socket.on('data', (chunk: Buffer) => entries.push(chunk.toString()));
  socket.on('end', () => entries.push('FIN'));
  socket.on('error', (error: NodeJS.ErrnoException) => entries.push(error.code ?? 'error'));
  return entries;
}

/** The pair of ends of a new connection from paris to lyon. */
async function pair(sites: TwoSites): Promise<readonly [Socket, Socket]> {
  const client = await sites.connect();
  const name = `here is ${client.localPort}`;
  client.write(name);
  let server: Socket | undefined;
  await until('the server has it', () => {
    server = sites.accepted.find((socket) => introduction(socket) === name);
    return server !== undefined;
  });
  let greeted = false;
  client.once('data', () => {
    greeted = true;
  });
  server!.write('hello');
  await until('the client is greeted', () => greeted);
  return [client, server!];
}

const introductions = new WeakMap<Socket, string>();

/**
 * First words on an accepted socket. The order of acceptance does not tell which client it belongs to: a connection that
 * was made while the link went dark, and given up since, is carried on to the server when the link heals.
 */
function introduction(socket: Socket): string | undefined {
  if (!introductions.has(socket)) {
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) introductions.set(socket, chunk.toString());
  }
  return introductions.get(socket);
}

/** Nothing may happen for this long; long enough for bytes on loopback, not a proof of eternity. */
const SILENCE_MS = 150;

test('WAN-5: after silence every byte arrives exactly once, in order', async () => {
  await withSites({ link: { latencyMs: 5 }, bounds: { firstRetransmitMs: 200 } }, async (sites) => {
    const [client, server] = await pair(sites);
    const sent = createHash('sha256');
    const received = createHash('sha256');
    let total = 0;
    let bytes = 0;
    server.on('data', (chunk: Buffer) => {
      received.update(chunk);
      bytes += chunk.length;
    });
    const write = (): void => {
      const chunk = randomBytes(50_000);
      sent.update(chunk);
      total += chunk.length;
      client.write(chunk);
    };
    for (let index = 0; index < 20; index++) write();
    await sites.wan.setMode(PARIS_LYON, 'drop');
    const at = bytes;
    for (let index = 0; index < 60; index++) write();
    await sleep(SILENCE_MS);
    const during = bytes;
    await sites.wan.heal();
    await until('all bytes arrive', () => bytes === total);

    assert.ok(during <= at + 100_000, 'only what had left the emulator may still arrive');
    assert.equal(received.digest('hex'), sent.digest('hex'));
  });
});

test('WAN-10: a dropped link tells nobody of a close or a reset; healing does', async () => {
  await withSites({}, async (sites) => {
    const [closing, peerOfClosing] = await pair(sites);
    const [crashing, peerOfCrashing] = await pair(sites);
    const [, deadServer] = await pair(sites);
    const survivor = diary(peerOfClosing);
    const orphan = diary(peerOfCrashing);
    await sites.wan.isolate('lyon', 'drop');
    closing.end('bye');
    crashing.write('never sent again');
    crashing.resetAndDestroy();
    deadServer.destroy();
    await sleep(SILENCE_MS);
    assert.deepEqual([...survivor, ...orphan], []);

    await sites.wan.heal('lyon');
    await until('the news arrive', () => survivor.includes('FIN') && orphan.length > 0);
    assert.deepEqual(survivor, ['bye', 'FIN']);
    assert.deepEqual(orphan, ['ECONNRESET']);
  });
});

test('WAN-7: reset on a dropped link is the death of a host: silent now, RST at healing, its bytes gone', async () => {
  await withSites({}, async (sites) => {
    const [client, server] = await pair(sites);
    const there = diary(server);
    const here = diary(client);
    await sites.wan.setMode(PARIS_LYON, 'drop');
    client.write('held');
    await sleep(SILENCE_MS);
    await sites.wan.reset(PARIS_LYON);
    await sleep(SILENCE_MS);
    assert.deepEqual([...here, ...there], []);

    await sites.wan.heal();
    await until('both know', () => here.length + there.length === 2);
    assert.deepEqual([here, there], [['ECONNRESET'], ['ECONNRESET']]);
  });
});

test('WAN-12: one way: requests vanish, what the other side sends still arrives until its window is used up', async () => {
  await withSites({ link: { windowBytes: 100_000 } }, async (sites) => {
    const [client, server] = await pair(sites);
    const there = diary(server);
    let bytes = 0;
    client.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await sites.wan.setMode(PARIS_LYON, 'drop', 'forward');
    client.write('request');
    server.write(Buffer.alloc(300_000));
    await until('one window arrives', () => bytes === 100_000);
    await sleep(SILENCE_MS);
    assert.equal(bytes, 100_000, 'no acknowledgement gets back, so no more is sent');
    assert.deepEqual(there, []);

    const { mode } = (await sites.wan.stats()).links[0]!;
    assert.deepEqual(mode, { forward: 'drop', backward: 'ok' });
    await sites.wan.heal();
    await until('the rest arrives', () => bytes === 300_000 && there.length > 0);
    assert.deepEqual(there, ['request']);
  });
});

test('forward means from the first site of the pair that is named, whoever connected', async () => {
  await withSites({}, async (sites) => {
    const client = sites.dialBack();
    await until('the server has it', () => sites.accepted.length === 1);
    const there = diary(sites.accepted[0]!);
    const here = diary(client);
    await sites.wan.setMode(['lyon', 'paris'], 'drop', 'forward');
    client.write('from lyon');
    sites.accepted[0]!.write('from paris');
    await until('the open way works', () => here.length === 1);
    await sleep(SILENCE_MS);
    assert.deepEqual(there, []);
  });
});

test('WAN-8: connecting to a dark site hangs, and succeeds late when the link heals soon', async () => {
  await withSites({}, async (sites) => {
    await sites.wan.setMode(PARIS_LYON, 'drop');
    let hanging: Socket | undefined;
    await until('a connect hangs', async () => {
      const socket = sites.dial();
      await sleep(SILENCE_MS);
      if (socket.connecting) hanging = socket;
      else socket.destroy();
      return hanging !== undefined;
    });
    const there = sites.accepted.length;
    assert.equal(there, 0, 'nothing reaches the server');

    await sites.wan.heal();
    await until('the retransmitted SYN is answered', () => sites.accepted.length > 0 && !hanging!.connecting);
    const [, server] = await pair(sites);
    server.destroy();
  });
});

test('going dark and light many times keeps the ports and leaks no connection', async () => {
  await withSites({}, async (sites) => {
    for (let index = 0; index < 10; index++) {
      await sites.wan.setMode(PARIS_LYON, 'drop');
      if (index % 2 === 0) await sleep(60);
      await sites.wan.heal();
    }
    const [client] = await pair(sites);
    client.destroy();
    await until('all is closed', async () => (await sites.wan.stats()).links[0]!.connections === 0);
  });
});

test('WAN-6: a sender that waits longer than it would retransmit is reset; the other side learns it at healing', async () => {
  await withSites({ bounds: { giveUpMs: 300 } }, async (sites) => {
    const [client, server] = await pair(sites);
    const there = diary(server);
    const here = diary(client);
    await sites.wan.setMode(PARIS_LYON, 'drop');
    client.write('lost');
    await until('the sender gives up', () => here.length > 0);
    assert.deepEqual([here, there], [['ECONNRESET'], []]);

    await sites.wan.heal();
    await until('the other side knows', () => there.length > 0);
    assert.deepEqual(there, ['ECONNRESET']);
  });
});

test('WAN-11: an idle connection survives any silence', async () => {
  await withSites({ bounds: { giveUpMs: 100 } }, async (sites) => {
    const [client, server] = await pair(sites);
    const there = diary(server);
    await sites.wan.setMode(PARIS_LYON, 'drop');
    await sleep(2200);
    await sites.wan.heal();
    client.write('still here');
    await until('it arrives', () => there.length > 0);
    assert.deepEqual(there, ['still here']);
  });
});
