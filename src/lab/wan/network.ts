// Network: all links of one emulator and what the control protocol may do to them.
import type { SiteName } from '../../scenario/core.ts';
import type { WanKnobs, WanStats } from '../core.ts';
import { wanError } from './errors.ts';
import { Link } from './link.ts';
import { Listeners } from './listeners.ts';
import type { WanProcessOptions } from './options.ts';
import type { WanRequest } from './protocol.ts';
import { Scheduler } from './scheduler.ts';

export class Network {
  readonly #links: readonly Link[];
  readonly #listeners = new Map<Link, Listeners>();

  private constructor(links: readonly Link[]) {
    this.#links = links;
  }

  /** Listens on all routes. Throws TIDE_WAN_PORT, TIDE_WAN_NO_LINK. */
  static async open(options: WanProcessOptions): Promise<Network> {
    const scheduler = new Scheduler();
    const { bounds, seed } = options;
    const network = new Network(
      options.links.map((spec, index) => new Link(spec, scheduler, bounds, seed + 2 * index)),
    );
    for (const route of options.routes) network.#link(route.from, route.to);
    for (const link of network.#links) {
      const routes = options.routes.filter((route) => link.joins(route.from, route.to));
      const listeners = await Listeners.open(routes, (route, client) => {
        if (network.#connections() >= bounds.connections) client.resetAndDestroy();
        else link.accept(route, client);
      });
      network.#listeners.set(link, listeners);
    }
    setInterval(() => {
      for (const link of network.#links) link.sweep();
    }, 1000).unref();
    return network;
  }

  /**
   * Carries a request out: bytes obey it at once. Resolves when new connections do too, except that ports go dark a moment later:
   * until then connections are accepted and held, which is as silent. Throws TIDE_WAN_NO_LINK, TIDE_WAN_REQUEST.
   */
  async perform(request: WanRequest): Promise<WanStats | undefined> {
    switch (request.operation) {
      case 'mode':
        this.#link(...request.between).setMode(request.between[0], request.mode, request.direction);
        break;
      case 'isolate':
        for (const link of this.#linksOf(request.site)) link.setMode(request.site, request.mode, 'both');
        break;
      case 'heal':
        for (const link of request.site === null ? this.#links : this.#linksOf(request.site)) {
          link.swallow([]);
          link.setMode(link.between[0], 'ok', 'both');
        }
        break;
      case 'reset':
        this.#link(...request.between).reset();
        break;
      case 'set':
        this.#link(...request.between).set(checkedKnobs(request.knobs));
        break;
      case 'drop-responses':
        this.#link(...request.between).swallow(request.apiKeys);
        break;
      case 'stats':
        return this.#stats();
      default:
        throw wanError('TIDE_WAN_REQUEST', { operation: JSON.stringify(request), cause: 'There is no such operation' });
    }
    const opening: Promise<void>[] = [];
    for (const [link, listeners] of this.#listeners) {
      const { dark } = link;
      listeners.setDark(dark);
      if (!dark) opening.push(listeners.settled());
    }
    await Promise.all(opening);
    return undefined;
  }

  #connections(): number {
    let sum = 0;
    for (const link of this.#links) sum += link.connections;
    return sum;
  }

  #linksOf(site: SiteName): readonly Link[] {
    return this.#links.filter((link) => link.between.includes(site));
  }

  #link(first: SiteName, second: SiteName): Link {
    const link = this.#links.find((each) => each.joins(first, second));
    if (link !== undefined) return link;
    const links = this.#links.map((each) => each.between.join(' - ')).join(', ');
    throw wanError('TIDE_WAN_NO_LINK', { first, second, links: links === '' ? 'none' : links });
  }

  #stats(): WanStats {
    const { user, system } = process.cpuUsage();
    return {
      links: this.#links.map((link) => link.stats()),
      cpuMs: (user + system) / 1000,
      rssBytes: process.memoryUsage.rss(),
    };
  }
}

function checkedKnobs(knobs: Partial<WanKnobs>): Partial<WanKnobs> {
  for (const [name, value] of Object.entries(knobs)) {
    const nullable = name === 'bandwidthBytesPerSecond' || name === 'windowBytes';
    if (value === null && nullable) continue;
    const least = nullable ? 1 : 0;
    if (typeof value !== 'number' || !(value >= least) || !Number.isFinite(value)) {
      throw wanError('TIDE_WAN_REQUEST', {
        operation: `set ${name}`,
        cause: `${String(value)} is not a number of at least ${least}`,
      });
    }
  }
  return knobs;
}
