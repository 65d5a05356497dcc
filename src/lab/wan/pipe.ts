// Pipe: one direction of one connection: what was read, what is under way, what was delivered and not yet acknowledged.
import type { Socket } from 'node:net';
import type { Direction } from './direction.ts';
import type { WanBounds } from './options.ts';
import { untilNextRetransmission } from './retransmission.ts';
import type { Scheduler } from './scheduler.ts';

type Item = { readonly due: number; readonly what: Uint8Array | 'end' | 'reset' };

export interface PipeSetting {
  readonly direction: Direction;
  /** The direction that acknowledgements travel. */
  readonly back: Direction;
  readonly scheduler: Scheduler;
  readonly bounds: WanBounds;
  /** Told when bytes are thrown away. */
  readonly dropped: (bytes: number) => void;
}

export class Pipe {
  readonly #setting: PipeSetting;
  readonly #destination: Socket;
  #source: Socket | undefined;
  /** Read from the sender, not admitted: no window left, or the direction is not `ok`. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #flight: Item[] = [];
  /** Admitted and not acknowledged: what the window is about. */
  #unacknowledged = 0;
  /** Delivered while no acknowledgement could come back; credited when the way back heals. */
  #owed = 0;
  #lastDue = 0;
  #wakeAt = Infinity;
  /** When the oldest byte held by a dropped direction was first held; undefined = nothing is held. */
  #heldSince: number | undefined;
  /** After healing: when the sender tries again. */
  #resumeAt = 0;
  #full = false;
  #ending: 'end' | 'reset' | undefined;
  #discarding = false;

  constructor(setting: PipeSetting, destination: Socket) {
    this.#setting = setting;
    this.#destination = destination;
    destination.on('drain', () => {
      this.#full = false;
      this.pump();
    });
    destination.on('close', () => this.discard());
  }

  /** Age of the oldest byte that a dropped direction holds; 0 = none. */
  heldMs(now: number): number {
    return this.#heldSince === undefined ? 0 : now - this.#heldSince;
  }

  /** Begins to read the sender. */
  attach(source: Socket): void {
    this.#source = source;
    this.#regulate();
  }

  push(chunk: Uint8Array): void {
    if (this.#discarding || chunk.length === 0) {
      this.#setting.dropped(chunk.length);
      return;
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#noteHeld();
    this.pump();
  }

  /** The sender's FIN: follows its bytes. */
  end(): void {
    if (this.#ending !== undefined || this.#discarding) return;
    this.#ending = 'end';
    this.#noteHeld();
    this.pump();
  }

  /** The sender's RST: bytes it had not got out are lost with it; those of a dropped direction too, because nobody retransmits them. */
  reset(): void {
    if (this.#ending === 'reset' || this.#discarding) return;
    this.#ending = 'reset';
    this.#setting.dropped(this.#waitingBytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#setting.direction.mode === 'drop') {
      for (const item of this.#flight) if (typeof item.what !== 'string') this.#setting.dropped(item.what.length);
      this.#flight = [];
      this.#heldSince = undefined;
    }
    this.pump();
  }

  /** Nobody is there any more to receive: throws away what is held, and goes on reading so that the sender's close is seen. */
  discard(): void {
    if (this.#discarding) return;
    this.#discarding = true;
    let bytes = this.#waitingBytes;
    for (const item of this.#flight) if (typeof item.what !== 'string') bytes += item.what.length;
    this.#setting.dropped(bytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#flight = [];
    this.#heldSince = undefined;
    this.#regulate();
  }

  /** The mode or the knobs of this direction or of the way back changed. */
  changed(): void {
    const { direction, back, scheduler, bounds } = this.#setting;
    if (direction.mode === 'drop') this.#noteHeld();
    else if (this.#heldSince !== undefined) {
      const now = scheduler.now();
      const roundTripMs = direction.knobs.latencyMs + back.knobs.latencyMs;
      const rto = bounds.firstRetransmitMs === 0 ? 0 : bounds.firstRetransmitMs + roundTripMs;
      this.#resumeAt = now + untilNextRetransmission(now - this.#heldSince, rto);
      this.#heldSince = undefined;
    }
    if (back.mode !== 'drop' && this.#owed > 0) {
      this.#unacknowledged -= this.#owed;
      this.#owed = 0;
    }
    this.pump();
  }

  /** Moves whatever may move now. */
  pump(): void {
    const { direction, scheduler } = this.#setting;
    const now = scheduler.now();
    if (direction.mode !== 'drop' && now >= this.#resumeAt) {
      this.#admit(now);
      while (this.#deliverNext(now)) this.#admit(now);
    } else if (direction.mode !== 'drop') this.#wake(this.#resumeAt);
    this.#regulate();
  }

  #noteHeld(): void {
    if (this.#setting.direction.mode !== 'drop' || this.#heldSince !== undefined) return;
    if (this.#waitingBytes > 0 || this.#flight.length > 0 || this.#ending === 'end')
      this.#heldSince = this.#setting.scheduler.now();
  }

  #limit(): number {
    const { direction, back, bounds } = this.#setting;
    const { windowBytes, bandwidthBytesPerSecond: bandwidth, latencyMs } = direction.knobs;
    if (windowBytes !== null) return windowBytes;
    if (back.mode === 'drop') return bounds.unacknowledgedBytes;
    if (bandwidth === null) return bounds.inFlightBytes;
    return Math.min(bounds.inFlightBytes, Math.max(262_144, (bandwidth * (latencyMs + 50)) / 1000));
  }

  /** Takes bytes from `waiting` into flight as far as the window allows, then the FIN or RST behind them. */
  #admit(now: number): void {
    const { direction } = this.#setting;
    if (direction.mode !== 'ok') return;
    const limit = this.#limit();
    while (this.#waiting.length > 0 && this.#unacknowledged < limit) {
      const chunk = this.#waiting[0]!;
      const part = chunk.subarray(0, limit - this.#unacknowledged);
      if (part.length === chunk.length) this.#waiting.shift();
      else this.#waiting[0] = chunk.subarray(part.length);
      this.#waitingBytes -= part.length;
      this.#unacknowledged += part.length;
      this.#launch(part, direction.arrivalOf(part.length, now));
    }
    if (
      this.#ending !== undefined &&
      this.#waiting.length === 0 &&
      this.#flight.at(-1)?.what !== this.#ending &&
      !this.#discarding
    ) {
      this.#launch(this.#ending, direction.arrivalOf(0, now));
    }
  }

  #launch(what: Item['what'], arrival: number): void {
    this.#lastDue = Math.max(this.#lastDue, arrival);
    this.#flight.push({ due: this.#lastDue, what });
  }

  #deliverNext(now: number): boolean {
    const item = this.#flight[0];
    if (item === undefined) return false;
    if (item.due > now) {
      this.#wake(item.due);
      return false;
    }
    if (item.what === 'end' || item.what === 'reset') {
      this.#discarding = true;
      this.#flight = [];
      if (item.what === 'end') this.#destination.end();
      else this.#destination.resetAndDestroy();
      return false;
    }
    if (this.#full) return false;
    this.#flight.shift();
    this.#full = !this.#destination.write(item.what);
    this.#setting.direction.deliveredBytes += item.what.length;
    this.#acknowledge(item.what.length, now);
    return true;
  }

  /** With a window the sender's credit travels back for one latency (facts law 27); without one it is returned at once. */
  #acknowledge(bytes: number, now: number): void {
    const { direction, back, scheduler } = this.#setting;
    const credit = (): void => {
      if (back.mode === 'drop') this.#owed += bytes;
      else this.#unacknowledged -= bytes;
    };
    if (direction.knobs.windowBytes === null || back.knobs.latencyMs === 0) credit();
    else
      scheduler.at(now + back.knobs.latencyMs, () => {
        credit();
        this.pump();
      });
  }

  #wake(at: number): void {
    if (at >= this.#wakeAt) return;
    this.#wakeAt = at;
    this.#setting.scheduler.at(at, () => {
      if (this.#wakeAt === at) this.#wakeAt = Infinity;
      this.pump();
    });
  }

  /** Reads the sender only while there is room, so that it feels the back-pressure that unacknowledged bytes make. */
  #regulate(): void {
    const source = this.#source;
    if (source === undefined || source.destroyed) return;
    if (this.#mayRead()) {
      if (source.isPaused()) source.resume();
    } else if (!source.isPaused()) source.pause();
  }

  #mayRead(): boolean {
    const { direction, bounds } = this.#setting;
    if (this.#discarding) return true;
    if (direction.mode === 'pause') return false;
    if (direction.mode === 'drop') return this.#waitingBytes < bounds.holdBytes;
    return this.#waiting.length === 0 && this.#unacknowledged < this.#limit();
  }
}
