// Link: what joins two sites: two directions and every connection that crosses it.
import type { Socket } from 'node:net';
import { randomOf } from '../../base/core.ts';
import type { SiteName, WanLinkSpec } from '../../scenario/core.ts';
import type { WanKnobs, WanMode, WanStats } from '../core.ts';
import { Connection } from './connection.ts';
import { Direction } from './direction.ts';
import type { WanBounds, WanRoute } from './options.ts';
import type { Scheduler } from './scheduler.ts';

export type WanDirection = 'both' | 'forward' | 'backward';

export class Link {
  readonly between: readonly [SiteName, SiteName];
  readonly #forward: Direction;
  readonly #backward: Direction;
  readonly #connections = new Set<Connection>();
  readonly #scheduler: Scheduler;
  readonly #bounds: WanBounds;
  #swallowed: ReadonlySet<number> = new Set();
  #droppedBytes = 0;

  constructor(spec: WanLinkSpec, scheduler: Scheduler, bounds: WanBounds, seed: number) {
    const { between, ...knobs } = spec;
    this.between = between;
    this.#scheduler = scheduler;
    this.#bounds = bounds;
    this.#forward = new Direction(knobs, randomOf(seed));
    this.#backward = new Direction(knobs, randomOf(seed + 1));
  }

  joins(first: SiteName, second: SiteName): boolean {
    const [one, other] = this.between;
    return (one === first && other === second) || (one === second && other === first);
  }

  /** True while at least one direction is dropped: no connection can be made in either. */
  get dark(): boolean {
    return this.#forward.mode === 'drop' || this.#backward.mode === 'drop';
  }

  get connections(): number {
    return this.#connections.size;
  }

  accept(route: WanRoute, client: Socket): void {
    const outward = route.from === this.between[0];
    const connection = new Connection(
      {
        route,
        towards: outward ? this.#forward : this.#backward,
        back: outward ? this.#backward : this.#forward,
        scheduler: this.#scheduler,
        bounds: this.#bounds,
        swallowed: () => this.#swallowed,
        dropped: (bytes) => {
          this.#droppedBytes += bytes;
        },
        closed: (gone) => {
          this.#connections.delete(gone);
        },
      },
      client,
    );
    this.#connections.add(connection);
  }

  /** `from` is the first site of the caller's pair: its `forward` is the way bytes travel away from that site. */
  setMode(from: SiteName, mode: WanMode, direction: WanDirection): void {
    for (const way of this.#ways(from, direction)) way.mode = mode;
    this.#changed();
  }

  set(knobs: Partial<WanKnobs>): void {
    for (const way of [this.#forward, this.#backward]) way.knobs = { ...way.knobs, ...knobs };
    this.#changed();
  }

  swallow(apiKeys: readonly number[]): void {
    this.#swallowed = new Set(apiKeys);
    this.#changed();
  }

  reset(): void {
    for (const connection of this.#connections) connection.reset();
  }

  /** Once a second: senders that give up. */
  sweep(): void {
    if (!this.dark) return;
    const now = this.#scheduler.now();
    for (const connection of this.#connections) connection.sweep(now);
  }

  stats(): WanStats['links'][number] {
    return {
      between: this.between,
      mode: { forward: this.#forward.mode, backward: this.#backward.mode },
      connections: this.#connections.size,
      bytes: { forward: this.#forward.deliveredBytes, backward: this.#backward.deliveredBytes },
      droppedBytes: this.#droppedBytes,
    };
  }

  #ways(from: SiteName, direction: WanDirection): readonly Direction[] {
    if (direction === 'both') return [this.#forward, this.#backward];
    const outward = from === this.between[0];
    return [(direction === 'forward') === outward ? this.#forward : this.#backward];
  }

  #changed(): void {
    for (const connection of this.#connections) connection.changed();
  }
}
