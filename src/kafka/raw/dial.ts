// Dial: a connected socket for every security.protocol; PLAINTEXT and SSL without the client library, SASL through it.
import net from 'node:net';
import tls from 'node:tls';
import { Failure, failureOf } from '../failure.ts';
import { type Address, addressOf } from '../line.ts';
import type { Security } from '../security/security.ts';
import { dialWithSasl } from './dial-sasl.ts';

/** Bytes read at once: enough to make reads rare, small enough to be still in the processor's cache when they are copied. */
const READ_BYTES = 256 * 1024;

export interface DialOptions {
  readonly clientId: string;
  readonly security: Security;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

export interface Dialed {
  readonly socket: net.Socket;
  /** How long the broker takes requests without another authentication; null: as long as the connection lasts. */
  readonly sessionMs: number | null;
}

/** Takes bytes as they come; the buffer is used again after the call. */
export type Receive = (bytes: Buffer, length: number) => void;

/** Connects (and authenticates) within `connectTimeoutMs`. Host names resolve through the overlay of `names.ts`, as all sockets do. Throws Failure. */
export function dial(address: Address, options: DialOptions, receive: Receive): Promise<Dialed> {
  return options.security.sasl === undefined
    ? dialPlainly(address, options, receive)
    : dialWithSasl(address, options, options.security.sasl, receive);
}

async function dialPlainly(address: Address, options: DialOptions, receive: Receive): Promise<Dialed> {
  const { host, port } = address;
  const onread = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback: (length: number, bytes: Uint8Array): boolean => {
      receive(bytes as Buffer, length);
      return true;
    },
  };
  const encrypted = options.security.tls;
  const plain = { host, port, noDelay: true, keepAlive: true, onread };
  // Node hands onread of tls.connect on to the socket it makes; its types do not say so.
  const secured = { ...encrypted, ...plain, ...(net.isIP(host) === 0 ? { servername: host } : {}) };
  const socket = encrypted === undefined ? net.connect(plain) : tls.connect(secured);
  // A socket without this listener would end the process when it fails while nobody looks.
  socket.on('error', () => {});
  await connected(socket, encrypted === undefined ? 'connect' : 'secureConnect', addressOf(address), options);
  if (encrypted !== undefined) socket.setNoDelay(true).setKeepAlive(true);
  return { socket, sessionMs: null };
}

function connected(socket: net.Socket, event: string, where: string, options: DialOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const boundMs = options.connectTimeoutMs;
    const end = (failure?: Failure): void => {
      clearTimeout(timer);
      socket.off(event, done).off('error', failed).off('close', closed);
      if (failure === undefined) {
        resolve();
        return;
      }
      socket.destroy();
      reject(failure);
    };
    const done = (): void => end();
    const failed = (error: Error): void => end(failureOf(error, where));
    const closed = (): void => end(new Failure('network', `${where}: the connection was closed while connecting`));
    const timer = setTimeout(
      () => end(new Failure('timeout', `${where}: no connection within ${boundMs} ms`)),
      boundMs,
    );
    socket.once(event, done).once('error', failed).once('close', closed);
  });
}
