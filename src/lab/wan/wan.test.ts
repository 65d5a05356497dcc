// The WAN emulator from outside: latency, order, bandwidth, window, reset, through real sockets.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import test from 'node:test';
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

const echo = (socket: Socket): void => {
  socket.pipe(socket);
};

async function ping(socket: Socket): Promise<number> {
  const begin = performance.now();
  const answer = new Promise<number>((resolve) => {
    socket.once('data', () => resolve(performance.now() - begin));
  });
  socket.write('ping');
  return answer;
}

test('WAN-1: a byte takes the latency of each direction, and not much more', async () => {
  await withSites({ link: { latencyMs: 20 }, serve: echo }, async (sites) => {
    const socket = await sites.connect();
    const took: number[] = [];
    for (let index = 0; index < 30; index++) took.push(await ping(socket));
    took.sort((a, b) => a - b);

    assert.ok(took[0]! >= 40, `fastest ${took[0]}`);
    assert.ok(took[15]! < 60, `median ${took[15]}`);
  });
});

test('WAN-3: a new connection waits for the round trip of its SYN before its first byte travels', async () => {
  await withSites({ link: { latencyMs: 30 }, serve: echo }, async (sites) => {
    const begin = performance.now();
    const socket = await sites.connect();
    await ping(socket);

    assert.ok(performance.now() - begin >= 120);
  });
});

test('WAN-2: jitter, window and bandwidth never reorder, lose or alter a byte', async () => {
  const link = { latencyMs: 1, jitterMs: 5, windowBytes: 100_000, bandwidthBytesPerSecond: 40_000_000 };
  await withSites({ link, serve: echo }, async (sites) => {
    const socket = await sites.connect();
    const sent = createHash('sha256');
    const received = createHash('sha256');
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      received.update(chunk);
      bytes += chunk.length;
    });
    let total = 0;
    for (let index = 0; index < 300; index++) {
      const chunk = randomBytes(1 + ((index * 7919) % 20_000));
      sent.update(chunk);
      total += chunk.length;
      if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve));
    }
    await until('all bytes are back', () => bytes === total);

    assert.equal(received.digest('hex'), sent.digest('hex'));
  });
});

/** Megabytes per second that lyon receives from `connections` senders at paris once `bytes` / 5 have arrived. */
async function throughput(
  link: NonNullable<TwoSitesOptions['link']>,
  connections: number,
  bytes: number,
): Promise<number> {
  let received = 0;
  const serve = (socket: Socket): void => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
  };
  let rate = 0;
  await withSites({ link, serve }, async (sites) => {
    for (let index = 0; index < connections; index++) {
      const socket = await sites.connect();
      const block = Buffer.alloc(65_536);
      const fill = (): void => {
        let more = true;
        while (more) more = socket.write(block);
      };
      socket.on('drain', fill);
      fill();
    }
    await until('the first bytes arrive', () => received > bytes / 5);
    const begin = performance.now();
    const from = received;
    await until('the bytes arrive', () => received - from > bytes);
    rate = (received - from) / 1000 / (performance.now() - begin);
  });
  return rate;
}

test('bandwidth is shared by all connections of a direction', async () => {
  const one = await throughput({ bandwidthBytesPerSecond: 5_000_000 }, 1, 2_000_000);
  const four = await throughput({ bandwidthBytesPerSecond: 5_000_000 }, 4, 2_000_000);

  assert.ok(one > 3 && one < 6, `${one} MB/s on one connection`);
  assert.ok(four > 3 && four < 6, `${four} MB/s on four`);
});

test('WAN-4: a window limits each connection to window / round trip', async () => {
  const one = await throughput({ latencyMs: 20, windowBytes: 65_536 }, 1, 1_500_000);
  const four = await throughput({ latencyMs: 20, windowBytes: 65_536 }, 4, 6_000_000);

  assert.ok(one > 0.9 && one < 1.75, `${one} MB/s on one connection; the law says 1.64`);
  assert.ok(four / one > 2.5 && four / one < 6, `${four} MB/s on four connections`);
});

test('reset sends RST to both ends of every connection', async () => {
  await withSites({ serve: echo }, async (sites) => {
    const socket = await sites.connect();
    await ping(socket);
    const errors: string[] = [];
    socket.on('error', (error: NodeJS.ErrnoException) => errors.push(`client ${error.code}`));
    sites.accepted[0]!.on('error', (error: NodeJS.ErrnoException) => errors.push(`server ${error.code}`));
    await sites.wan.reset(PARIS_LYON);
    await until('both ends know', () => errors.length === 2);

    assert.deepEqual(errors.sort(), ['client ECONNRESET', 'server ECONNRESET']);
    await ping(await sites.connect());
  });
});

test('a close travels as FIN behind the last byte, and a half-open connection stays usable', async () => {
  await withSites({ link: { latencyMs: 10 }, allowHalfOpen: true }, async (sites) => {
    const socket = await sites.connect();
    await until('the server has it', () => sites.accepted.length === 1);
    const server = sites.accepted[0]!;
    let text = '';
    let ended = false;
    server.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    server.on('end', () => {
      ended = true;
    });
    socket.end('last words');
    await until('the FIN arrives', () => ended);

    assert.equal(text, 'last words');
    const answer = new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    server.end('heard');
    assert.equal(await answer, 'heard');
    await until('the emulator forgets it', async () => (await sites.wan.stats()).links[0]!.connections === 0);
  });
});

test('a refused connection is reset after the round trip', async () => {
  await withSites({ link: { latencyMs: 15 } }, async (sites) => {
    sites.refuse();
    const begin = performance.now();
    const socket = sites.dial();
    const code = await new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });

    assert.equal(code, 'ECONNRESET');
    assert.ok(performance.now() - begin >= 30);
  });
});

test('knobs change while connections live', async () => {
  await withSites({ serve: echo }, async (sites) => {
    const socket = await sites.connect();
    await ping(socket);
    await sites.wan.set(PARIS_LYON, { latencyMs: 40 });
    assert.ok((await ping(socket)) >= 80);
    await sites.wan.set(PARIS_LYON, { latencyMs: 0 });
    assert.ok((await ping(socket)) < 40);
    await assert.rejects(sites.wan.set(PARIS_LYON, { latencyMs: -1 }), { code: 'TIDE_WAN_REQUEST' });
    await assert.rejects(sites.wan.reset(['paris', 'rome']), { code: 'TIDE_WAN_NO_LINK' });
  });
});

test('pause makes the sender feel back-pressure; ok lets everything through', async () => {
  let received = 0;
  const serve = (socket: Socket): void => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
  };
  await withSites({ serve }, async (sites) => {
    const socket = await sites.connect();
    await until('the server has it', () => sites.accepted.length === 1);
    await sites.wan.setMode(PARIS_LYON, 'pause');
    const total = 32_000_000;
    socket.write(Buffer.alloc(total));
    await until('the kernel takes no more', async () => {
      const before = socket.bytesWritten - socket.writableLength;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
      return before === socket.bytesWritten - socket.writableLength;
    });
    assert.ok(received < total);

    await sites.wan.heal();
    await until('all arrives', () => received === total);
  });
});
