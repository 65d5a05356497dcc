// Claims a loopback network 127.X for one lab: an abstract socket that the kernel releases with the warden's death.
import { createServer } from 'node:net';
import type { ListenOptions, Server } from 'node:net';
import type { Answer, SlotCandidate } from './protocol.ts';

/**
 * Takes the first slot whose guard is free and where every endpoint can be listened on.
 * The guard is an abstract Unix socket, not a TCP port: no other program's port can be in its way.
 */
export async function claimSlot(candidates: readonly SlotCandidate[]): Promise<Answer> {
  let taken = 0;
  let busy: readonly [string, number] | null = null;
  for (const { slot, endpoints } of candidates) {
    const guard = await tryListen({ path: `\0tideover-lab-${slot}` });
    if (guard === undefined) {
      taken += 1;
      continue;
    }
    const occupied = await firstOccupied(endpoints);
    if (occupied === undefined) return { op: 'claimed', slot };
    busy ??= occupied;
    guard.close();
  }
  return { op: 'not-claimed', taken, busy };
}

async function firstOccupied(
  endpoints: readonly (readonly [string, number])[],
): Promise<readonly [string, number] | undefined> {
  for (const [host, port] of endpoints) {
    const server = await tryListen({ host, port });
    if (server === undefined) return [host, port];
    await new Promise((resolve) => server.close(resolve));
  }
  return undefined;
}

function tryListen(where: ListenOptions): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen(where, () => resolve(server));
  });
}
