// SASL: the client library connects and authenticates, then its socket is taken over.
import net from 'node:net';
import type { SASLOptions } from '@platformatic/kafka';
import { bounded } from '../deadline.ts';
import { failureOf } from '../failure.ts';
import { type KafkaLibrary, loadLibrary } from '../library.ts';
import { type Address, addressOf } from '../line.ts';
import type { Dialed, DialOptions, Receive } from './dial.ts';

/** Share of a session after which no new request is sent: what is in flight then still ends within it. */
const SESSION_SHARE = 0.8;

/** Throws Failure (network, timeout, auth, tls). */
export async function dialWithSasl(
  address: Address,
  options: DialOptions,
  sasl: SASLOptions,
  receive: Receive,
): Promise<Dialed> {
  const where = addressOf(address);
  const library = await loadLibrary();
  const encrypted = options.security.tls;
  let lifetimeMs = 0;
  const authenticate = authenticator(library, sasl, (ms) => {
    lifetimeMs = ms;
  });
  const connection = new library.Connection(options.clientId, {
    connectTimeout: Math.ceil(options.connectTimeoutMs),
    requestTimeout: Math.ceil(options.requestTimeoutMs),
    sasl: { ...sasl, authenticate },
    ...(encrypted === undefined ? {} : { tls: encrypted, tlsServerName: net.isIP(address.host) === 0 }),
  });
  const destroy = (): void => {
    // Undefined when the library failed before it made a socket.
    const socket = connection.socket as net.Socket | undefined;
    socket?.on('error', () => {});
    socket?.destroy();
  };
  // The library reports what happens to the socket here, too; without a listener it would end the process.
  connection.on('error', () => {});
  try {
    const opened: Promise<void> = Promise.resolve(connection.connect(address.host, address.port));
    await bounded(opened, options.connectTimeoutMs, where, destroy);
  } catch (error) {
    destroy();
    throw failureOf(error, where);
  }
  const socket = connection.socket;
  // Its other listeners only note that the socket ended; with them, an error never finds nobody listening.
  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => receive(chunk, chunk.length));
  socket.setKeepAlive(true);
  return { socket, sessionMs: lifetimeMs > 0 ? lifetimeMs * SESSION_SHARE : null };
}

type Authenticate = NonNullable<SASLOptions['authenticate']>;

/**
 * The library's own mechanisms, but the session's lifetime (SaslAuthenticate, KIP-368) goes to us: the library would authenticate
 * again on a timer, in the middle of our requests.
 */
function authenticator(library: KafkaLibrary, sasl: SASLOptions, tell: (lifetimeMs: number) => void): Authenticate {
  return (mechanism, connection, api, username, password, token, callback) => {
    const done: typeof callback = (error, answer) => {
      if (error !== null || answer === undefined) {
        callback(error, answer);
        return;
      }
      tell(Number(answer.sessionLifetimeMs));
      callback(null, { ...answer, sessionLifetimeMs: 0n });
    };
    if (mechanism === 'PLAIN') {
      library.saslPlain.authenticate(api, connection, username!, password!, done);
    } else if (mechanism === 'OAUTHBEARER') {
      library.saslOAuthBearer.authenticate(api, connection, token!, sasl.oauthBearerExtensions ?? {}, done);
    } else {
      const algorithm = mechanism === 'SCRAM-SHA-256' ? 'SHA-256' : 'SHA-512';
      const crypto = library.saslScramSha.defaultCrypto;
      library.saslScramSha.authenticate(api, connection, algorithm, username!, password!, crypto, done);
    }
  };
}
