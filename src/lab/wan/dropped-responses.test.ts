// Responses of chosen API keys are swallowed on the link while their requests arrive.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FrameSplitter, encodeApiVersionsRequest, peekRequest } from '../../wire/core.ts';
import { PARIS_LYON, twoSites, until } from '../../../test/lab/two-sites.ts';

test('a swallowed response never arrives, its request does, later responses wait behind it, and the connection is reset when it ends', async () => {
  const seen: number[] = [];
  const serve = (socket: Socket): void => {
    const splitter = new FrameSplitter();
    socket.on('data', (chunk: Buffer) => {
      for (const message of splitter.push(chunk)) {
        const { correlationId } = peekRequest(message);
        seen.push(correlationId);
        const answer = Buffer.alloc(8);
        answer.writeInt32BE(4);
        answer.writeInt32BE(correlationId, 4);
        socket.write(answer);
      }
    });
  };
  const sites = await twoSites({ serve });
  try {
    const socket = await sites.connect();
    const answered: number[] = [];
    const splitter = new FrameSplitter();
    socket.on('data', (chunk: Buffer) => {
      for (const message of splitter.push(chunk)) answered.push(Buffer.from(message).readInt32BE(0));
    });
    let code: string | undefined;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code;
    });
    socket.write(encodeApiVersionsRequest(1, 'test'));
    await until('the first answer', () => answered.length === 1);
    await sites.wan.dropResponses(PARIS_LYON, [18]);
    socket.write(encodeApiVersionsRequest(2, 'test'));
    await until('the second request arrives', () => seen.length === 2);
    await sites.wan.dropResponses(PARIS_LYON, [0]);
    socket.write(encodeApiVersionsRequest(3, 'test'));
    await until('the third request arrives', () => seen.length === 3);
    await sleep(100);
    assert.deepEqual(answered, [1]);
    assert.equal(code, undefined);

    assert.equal((await sites.wan.stats()).links[0]!.droppedBytes, 16);
    await sites.wan.dropResponses(PARIS_LYON, []);
    await until('the connection is reset', () => code === 'ECONNRESET');
  } finally {
    await sites.stop();
  }
});

test('an emulator whose port is taken names the address, and one that is told to stop leaves no port', async () => {
  const first = await twoSites();
  const { startWan } = await import('./index.ts');
  const { bareProcess } = await import('../../../test/lab/bare-process.ts');
  const { freePort } = await import('../../../test/lab/two-sites.ts');
  const again = {
    controlHost: '127.0.0.1',
    controlPort: await freePort('127.0.0.1'),
    routes: [
      {
        listenHost: first.address.host,
        listenPort: first.address.port,
        targetHost: '127.0.0.1',
        targetPort: 9,
        from: 'paris',
        to: 'lyon',
      },
    ],
    links: [{ between: PARIS_LYON, latencyMs: 0, jitterMs: 0, bandwidthBytesPerSecond: null, windowBytes: null }],
    spawn: bareProcess,
  };
  await assert.rejects(startWan(again), (error: Error) =>
    error.message.includes(`${first.address.host}:${first.address.port}`),
  );
  await first.stop();
  const second = await startWan(again);
  await second.stop();
});
