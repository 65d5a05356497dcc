// Connection: one TCP connection through the WAN: two sockets, two pipes, one response gate.
import net from 'node:net';
import type { Socket } from 'node:net';
import type { Direction } from './direction.ts';
import type { WanBounds, WanRoute } from './options.ts';
import { Pipe } from './pipe.ts';
import { ResponseGate } from './response-gate.ts';
import type { Scheduler } from './scheduler.ts';

export interface ConnectionSetting {
  readonly route: WanRoute;
  /** Bytes from the connecting site to the target. */
  readonly towards: Direction;
  readonly back: Direction;
  readonly scheduler: Scheduler;
  readonly bounds: WanBounds;
  /** API keys whose responses are swallowed now. */
  readonly swallowed: () => ReadonlySet<number>;
  readonly dropped: (bytes: number) => void;
  readonly closed: (connection: Connection) => void;
}

/** Waiting for the SYN round trip (WAN-3), open, or doomed (WAN-7: one side lost its memory of the connection; the other learns it at healing). */
type State = 'connecting' | 'open' | 'doomed' | 'closed';

export class Connection {
  readonly gate = new ResponseGate();
  readonly #setting: ConnectionSetting;
  readonly #client: Socket;
  #target: Socket | undefined;
  #forward: Pipe | undefined;
  #backward: Pipe;
  #state: State = 'connecting';
  #dialled = false;

  /** `client` is paused and allows half-open. */
  constructor(setting: ConnectionSetting, client: Socket) {
    this.#setting = setting;
    this.#client = client;
    client.setNoDelay(true);
    const { back, towards, scheduler, bounds, dropped } = setting;
    this.#backward = new Pipe({ direction: back, back: towards, scheduler, bounds, dropped }, client);
    this.#watch(client, () => this.#forward);
    scheduler.at(scheduler.now() + towards.knobs.latencyMs, () => this.#dial());
  }

  /** A mode or a knob of the link changed. */
  changed(): void {
    if (this.#dropped()) {
      this.#forward?.changed();
      this.#backward.changed();
      return;
    }
    if (this.#state === 'doomed' || this.gate.swallowing) {
      if (this.#state === 'doomed' || this.#setting.swallowed().size === 0) {
        this.destroy();
        return;
      }
    }
    if (this.#state === 'connecting') this.#dial();
    this.#forward?.changed();
    this.#backward.changed();
  }

  /** RST to both ends; on a dropped link nobody is told before it heals. */
  reset(): void {
    if (!this.#dropped()) {
      this.destroy();
      return;
    }
    this.#state = 'doomed';
    this.#forward?.discard();
    this.#backward.discard();
  }

  /** Senders that waited too long for an acknowledgement give up (WAN-6). */
  sweep(now: number): void {
    const { giveUpMs } = this.#setting.bounds;
    const forwardHeld = this.#forward?.heldMs(now) ?? 0;
    const backwardHeld = this.#backward.heldMs(now);
    if (forwardHeld <= giveUpMs && backwardHeld <= giveUpMs) return;
    this.reset();
    if (forwardHeld > giveUpMs) this.#client.resetAndDestroy();
    if (backwardHeld > giveUpMs) this.#target?.resetAndDestroy();
  }

  /** RST to whoever is still there, at once. */
  destroy(): void {
    this.#client.resetAndDestroy();
    this.#target?.resetAndDestroy();
    this.#finish();
  }

  #dropped(): boolean {
    return this.#setting.towards.mode === 'drop' || this.#setting.back.mode === 'drop';
  }

  /** The SYN reaches the target; nothing of it while the link is dropped. */
  #dial(): void {
    if (this.#state !== 'connecting' || this.#dialled || this.#dropped()) return;
    this.#dialled = true;
    const { route, towards, back, scheduler, bounds, dropped } = this.#setting;
    const target = net.connect({
      host: route.targetHost,
      port: route.targetPort,
      allowHalfOpen: true,
      noDelay: true,
      ...(route.sourceHost === undefined ? {} : { localAddress: route.sourceHost }),
    });
    target.pause();
    this.#target = target;
    this.#watch(target, () => this.#backward);
    this.#forward = new Pipe({ direction: towards, back, scheduler, bounds, dropped }, target);
    target.once('connect', () => scheduler.at(scheduler.now() + back.knobs.latencyMs, () => this.#open(target)));
  }

  /** The SYN-ACK is back: bytes flow. */
  #open(target: Socket): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    this.#client.on('data', (chunk: Uint8Array) => {
      this.gate.request(chunk);
      this.#forward?.push(chunk);
    });
    target.on('data', (chunk: Uint8Array) => {
      const passing = this.gate.response(chunk, this.#setting.swallowed());
      let bytes = 0;
      for (const piece of passing) {
        bytes += piece.length;
        this.#backward.push(piece);
      }
      if (bytes < chunk.length && this.gate.swallowing) this.#setting.dropped(chunk.length - bytes);
    });
    this.#forward?.attach(this.#client);
    this.#backward.attach(target);
  }

  /** A socket's FIN and RST travel in the pipe that begins at it. */
  #watch(socket: Socket, outgoing: () => Pipe | undefined): void {
    socket.on('end', () => {
      if (socket !== this.#target || !this.gate.swallowing) outgoing()?.end();
      this.#reap();
    });
    socket.on('error', () => {
      outgoing()?.reset();
    });
    socket.on('close', () => {
      if (this.#client.destroyed && (this.#target?.destroyed ?? true)) this.#finish();
      else this.#reap();
    });
  }

  /** A connection that can only be reset at healing is let go as soon as both its ends have closed: there is nobody left to tell. */
  #reap(): void {
    if (this.#state !== 'doomed' && !this.gate.swallowing) return;
    const gone = (socket: Socket | undefined): boolean =>
      socket === undefined || socket.destroyed || socket.readableEnded;
    if (gone(this.#client) && gone(this.#target)) this.destroy();
  }

  #finish(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#forward?.discard();
    this.#backward.discard();
    this.#setting.closed(this);
  }
}
