// Listeners: the listening ports of one link, real while it carries traffic, dark while it is dropped.
import net from 'node:net';
import type { Socket } from 'node:net';
import { DarkPorts } from './dark-ports.ts';
import { wanError } from './errors.ts';
import type { WanRoute } from './options.ts';

type Accept = (route: WanRoute, client: Socket) => void;

export class Listeners {
  readonly #routes: readonly WanRoute[];
  readonly #accept: Accept;
  #servers: net.Server[] = [];
  #dark: DarkPorts | undefined;
  #wantDark = false;
  #turn: Promise<void> = Promise.resolve();

  private constructor(routes: readonly WanRoute[], accept: Accept) {
    this.#routes = routes;
    this.#accept = accept;
  }

  /** Listens on all routes. Throws TIDE_WAN_PORT when somebody else has an address: SO_REUSEPORT alone would share it without a word. */
  static async open(routes: readonly WanRoute[], accept: Accept): Promise<Listeners> {
    const listeners = new Listeners(routes, accept);
    for (const route of routes) await closeServer(await listen(route, false, () => {}));
    await listeners.#openServers();
    return listeners;
  }

  /** Becomes dark or light soon; the last wish counts. Until then new connections are accepted and held by the link, which is as silent. */
  setDark(dark: boolean): void {
    this.#wantDark = dark;
    this.#turn = this.#turn
      .then(() => this.#follow())
      .catch((error: unknown) => {
        // Without SO_REUSEPORT (macOS): connections are accepted and never answered. Said once, on stderr of this process.
        console.error(`wan: ports stay open while dark: ${String(error)}`);
      });
  }

  /** Resolves when all wishes so far are carried out. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  async #follow(): Promise<void> {
    if (this.#wantDark && this.#dark === undefined) {
      const addresses = this.#routes.map((route) => ({ host: route.listenHost, port: route.listenPort }));
      if (addresses.length === 0) return;
      this.#dark = await DarkPorts.open(addresses);
      const servers = this.#servers;
      this.#servers = [];
      // close() ends listening at once; its callback would wait for the connections, which live on.
      for (const server of servers) server.close();
      this.#dark.fill(addresses);
    } else if (!this.#wantDark && this.#dark !== undefined) {
      const dark = this.#dark;
      await this.#openServers();
      this.#dark = undefined;
      await dark.close();
    }
  }

  async #openServers(): Promise<void> {
    this.#servers = await Promise.all(
      this.#routes.map((route) => listen(route, reusable, (client) => this.#accept(route, client))),
    );
  }
}

/** SO_REUSEPORT as Node offers it: Linux and the BSDs. */
const reusable = process.platform !== 'darwin' && process.platform !== 'win32';

async function listen(route: WanRoute, reusePort: boolean, accept: (client: Socket) => void): Promise<net.Server> {
  const { listenHost: host, listenPort: port } = route;
  return new Promise((resolve, reject) => {
    const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, accept);
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(wanError('TIDE_WAN_PORT', { address: `${host}:${port}`, cause: cause.code ?? cause.message }, cause)),
    );
    server.listen({ host, port, reusePort, backlog: 1024 }, () => resolve(server));
  });
}

async function closeServer(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
