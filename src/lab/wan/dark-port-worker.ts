// Worker that listens and never accepts: the kernel lets its queue fill and then drops every SYN, as a dark site does.
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { addresses, gate } = workerData as {
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /** The worker sleeps on element 0 until it is no longer 0. */
  readonly gate: Int32Array;
};

/** Connections that the event loop accepted between the first listen and the sleep: held, never answered. */
const held: net.Socket[] = [];

const servers = await Promise.all(
  addresses.map(
    ({ host, port }) =>
      new Promise<net.Server>((resolve, reject) => {
        const server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
          socket.on('error', () => {});
          held.push(socket);
        });
        server.once('error', reject);
        server.listen({ host, port, backlog: 1, reusePort: true }, () => resolve(server));
      }),
  ),
);

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort has no origin
parentPort?.postMessage('dark');
// A sleeping event loop accepts nothing; that is the point of this thread.
Atomics.wait(gate, 0, 0);
for (const server of servers) server.close();
for (const socket of held) socket.resetAndDestroy();
