// Asks the lease authority one question, bounded.
import net from 'node:net';
import { detectError } from '../errors.ts';
import { hostAndPort, splitLines } from '../lines.ts';
import type { LeaseAnswer, LeaseQuestion } from './core.ts';

/** One question, one answer, one connection. Throws TIDE_DETECT_LEASE_SILENT after `withinMs` at the latest. */
export function askLease(address: string, question: LeaseQuestion, withinMs: number): Promise<LeaseAnswer> {
  return new Promise((resolve, reject) => {
    const target = hostAndPort(address);
    const fail = (detail: string): void => {
      clearTimeout(timer);
      socket?.destroy();
      reject(detectError('TIDE_DETECT_LEASE_SILENT', { address, detail, boundMs: withinMs }));
    };
    const timer = setTimeout(() => fail('no answer in time'), withinMs);
    const socket = target === undefined ? undefined : net.connect(target);
    if (socket === undefined) return fail('it is not host:port');
    socket.setNoDelay(true);
    socket.once('error', (error) => fail(error.message));
    socket.once('close', () => fail('the connection was closed before the answer'));
    socket.once('connect', () => socket.write(`${JSON.stringify(question)}\n`));
    socket.on(
      'data',
      splitLines(
        (line) => {
          clearTimeout(timer);
          try {
            resolve(JSON.parse(line) as LeaseAnswer);
          } catch {
            fail('the answer is not JSON');
          }
          socket.destroy();
        },
        () => fail('the answer is too long'),
      ),
    );
    return undefined;
  });
}
