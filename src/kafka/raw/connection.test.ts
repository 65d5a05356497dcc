// RawConnection against peers that break the protocol: each ends the connection and everything that waits on it, none hangs.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { RawConnection, REQUESTS_IN_FLIGHT_MAX } from './connection.ts';
import { dial } from './dial.ts';

const LIMITS = { clientId: 'tideover', maxFrameBytes: 10_000 };
const METADATA = 3;
const VERSION = 12;

/** A connection to a peer that does with each chunk of bytes what it is told; both end with the test. */
async function peer(
  context: TestContext,
  onBytes: (socket: net.Socket, bytes: Buffer) => void,
  sessionMs: number | null = null,
): Promise<RawConnection> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => onBytes(socket, bytes)).on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const connection = new RawConnection(`127.0.0.1:${port}`, LIMITS);
  context.after(() => {
    connection.destroy();
    for (const one of sockets) one.destroy();
    server.close();
  });
  const options = { clientId: LIMITS.clientId, security: {}, connectTimeoutMs: 2000, requestTimeoutMs: 2000 };
  const { socket } = await dial({ host: '127.0.0.1', port }, options, connection.receive);
  connection.attach(socket, sessionMs);
  return connection;
}

/** Response Header v1 and four bytes that stand for a body. */
function answerTo(correlationId: number, body = 0): Buffer {
  const frame = Buffer.alloc(13);
  frame.writeInt32BE(9, 0);
  frame.writeInt32BE(correlationId, 4);
  frame.writeInt32BE(body, 9);
  return frame;
}

const ask = (connection: RawConnection, boundMs = 2000) =>
  connection.send(METADATA, VERSION, [Buffer.from('x')], boundMs);

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Failure, String(error));
  return error;
}

test('requests carry size, key, version, correlation id and client id, and answers are matched in order', async (t) => {
  const seen: Buffer[] = [];
  const connection = await peer(t, (socket, bytes) => {
    seen.push(bytes);
    if (Buffer.concat(seen).length < 2 * 24) return;
    socket.write(Buffer.concat([answerTo(1, 11), answerTo(2, 22)]));
  });
  const [first, second] = await Promise.all([ask(connection), ask(connection)]);

  const request = `000000140003000c000000010008${Buffer.from('tideover').toString('hex')}0078`;
  assert.equal(
    Buffer.concat(seen)
      .subarray(0, request.length / 2)
      .toString('hex'),
    request,
  );
  assert.deepEqual([first.bodyAt, first.frame.readInt32BE(5), second.frame.readInt32BE(5)], [5, 11, 22]);
});

test('an answer with another correlation id, or one that nobody asked for, ends the connection', async (t) => {
  const connection = await peer(t, (socket) => socket.write(answerTo(9)));
  const both = await Promise.all([failureOf(ask(connection)), failureOf(ask(connection))]);

  for (const failure of both) assert.match(failure.message, /correlation id 9; 1 was awaited/);
  assert.equal(connection.usable(), false);
});

test('a frame above the bound and bytes of another protocol end the connection and say so', async (t) => {
  for (const bytes of ['00989680', '15030300020250', '485454502f312e31']) {
    const connection = await peer(t, (socket) => socket.write(Buffer.from(bytes, 'hex')));
    const failure = await failureOf(ask(connection));

    assert.equal(failure.kind, 'network');
    assert.match(failure.message, /announces \d+ bytes; allowed are 4 to 10000/);
  }
});

test('an answer that comes too late ends the connection, also for those behind it', async (t) => {
  const connection = await peer(t, () => {});
  const late = failureOf(ask(connection, 150));
  const behind = failureOf(ask(connection, 60_000));

  assert.equal((await late).kind, 'timeout');
  assert.match((await behind).message, /no answer within 150 ms/);
  assert.match((await failureOf(ask(connection))).message, /no answer within 150 ms/);
});

test('a peer that closes, in the middle of an answer or before one, ends what waits', async (t) => {
  for (const bytes of [answerTo(1).subarray(0, 7), Buffer.alloc(0)]) {
    const connection = await peer(t, (socket) => socket.end(bytes));
    const failure = await failureOf(ask(connection));

    assert.equal(failure.kind, 'network');
    assert.match(failure.message, /connection was closed|ECONNRESET/);
  }
});

test('tagged fields in a response header are skipped, and cut ones end the connection', async (t) => {
  const tagged = Buffer.from('0000000d00000001010502ffff0000002a', 'hex');
  const whole = await peer(t, (socket) => socket.write(tagged));
  const answer = await ask(whole);
  const cut = await peer(t, (socket) => socket.write(Buffer.from('00000006000000010105', 'hex')));
  const failure = await failureOf(ask(cut));

  assert.equal(answer.frame.readInt32BE(answer.bodyAt), 42);
  assert.match(failure.message, /ends inside its/);
});

test('requests above the frame bound, or too many at once, are refused without a byte sent', async (t) => {
  let bytes = 0;
  const connection = await peer(t, (_, chunk) => (bytes += chunk.length));
  const large = await failureOf(connection.send(METADATA, VERSION, [Buffer.alloc(10_000)], 1000));
  const before = bytes;
  const waiting = Array.from({ length: REQUESTS_IN_FLIGHT_MAX }, () => failureOf(ask(connection)));
  const above = await failureOf(ask(connection));
  connection.destroy();
  await Promise.all(waiting);

  assert.deepEqual([large.kind, before, above.kind], ['refused', 0, 'refused']);
  assert.match(above.message, /1024 requests are in flight/);
});

test('a connection whose session is over takes no new request of the pool, but ends those in flight first', async (t) => {
  let arrive: (socket: net.Socket) => void;
  const arrived = new Promise<net.Socket>((resolve) => (arrive = resolve));
  const connection = await peer(t, (socket) => arrive(socket), 1);
  const waiting = ask(connection);
  const socket = await arrived;
  while (connection.usable()) await nextTurn();

  connection.retire();
  socket.write(answerTo(1, 5));

  assert.equal((await waiting).frame.readInt32BE(5), 5);
  assert.match((await failureOf(ask(connection))).message, /closed by this process/);
});
