// Tests of the lease authority over TCP and of its memory.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { askLease, type LeaseService, startLeaseService } from '../index.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tideover-lease-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const start = (file: string, ttlMs = 200): Promise<LeaseService> =>
  startLeaseService({ host: '127.0.0.1', port: 0, file: path.join(folder, file), ttlMs, holder: 'paris' });
const ask = (service: LeaseService, question: Parameters<typeof askLease>[1]): ReturnType<typeof askLease> =>
  askLease(`127.0.0.1:${service.port}`, question, 2000);

test('a transfer is asked for until it is granted, and then the new holder acquires', async () => {
  const service = await start('moves.jsonl');
  try {
    const held = await ask(service, { ask: 'acquire', site: 'paris', epoch: 0 });
    let moved = await ask(service, {
      ask: 'transfer',
      site: 'engine',
      epoch: 1,
      to: 'london',
      reason: 'paris is LOST',
    });
    const waited = moved;
    const renewal = await ask(service, { ask: 'renew', site: 'paris', epoch: 1 });
    while (!moved.granted) {
      moved = await ask(service, { ask: 'transfer', site: 'engine', epoch: 1, to: 'london', reason: 'paris is LOST' });
    }
    const taken = await ask(service, { ask: 'acquire', site: 'london', epoch: 0 });

    assert.deepEqual([held.granted, held.epoch, held.ttlMs], [true, 1, 200]);
    assert.ok(!waited.granted && (waited.effectiveInMs ?? 0) > 0);
    assert.match(renewal.why, /being moved to london \(paris is LOST\)/);
    assert.deepEqual([taken.granted, taken.holder, taken.epoch], [true, 'london', 2]);
  } finally {
    await service.close();
  }
});

test('LEASE-6 a restarted authority remembers who holds the lease, also after a torn last line', async () => {
  const first = await start('again.jsonl');
  let answer = await ask(first, { ask: 'transfer', site: 'engine', epoch: 0, to: 'london' });
  while (!answer.granted) answer = await ask(first, { ask: 'transfer', site: 'engine', epoch: 0, to: 'london' });
  await first.close();
  appendFileSync(path.join(folder, 'again.jsonl'), '{"what":"holder","hol');

  const second = await start('again.jsonl');
  try {
    const shown = await ask(second, { ask: 'show', site: '', epoch: 0 });

    assert.deepEqual([shown.holder, shown.epoch], ['london', 2]);
    assert.ok(!readFileSync(path.join(folder, 'again.jsonl'), 'utf8').includes('"hol\n'));
    assert.equal((await ask(second, { ask: 'acquire', site: 'paris', epoch: 2 })).granted, false);
  } finally {
    await second.close();
  }
});

test('a memory that cannot be understood stops the authority instead of forgetting', async () => {
  writeFileSync(path.join(folder, 'broken.jsonl'), 'nonsense\n');

  await assert.rejects(start('broken.jsonl'), { code: 'TIDE_DETECT_LEASE_FILE' });
});

test('a question that is none gets a refusal, and the authority lives on', async () => {
  const service = await start('odd.jsonl');
  try {
    const odd = await ask(service, { ask: 'steal' as 'show', site: 'paris', epoch: 0 });

    assert.equal(odd.granted, false);
    assert.equal((await ask(service, { ask: 'acquire', site: 'paris', epoch: 0 })).granted, true);
  } finally {
    await service.close();
  }
});

test('an authority that takes the connection and says nothing is given up within the bound', async () => {
  const sockets = new Set<net.Socket>();
  const silent = net.createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as net.AddressInfo;
  try {
    const started = performance.now();
    await assert.rejects(askLease(`127.0.0.1:${port}`, { ask: 'show', site: '', epoch: 0 }, 300), {
      code: 'TIDE_DETECT_LEASE_SILENT',
    });

    assert.ok(performance.now() - started < 1300);
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
