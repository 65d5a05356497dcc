// What the WAN is told: routes, links, and the bounds of its memory and patience.
import type { SiteName, WanLinkSpec } from '../../scenario/core.ts';
import type { LabProcess, NodeOptions } from '../core.ts';

/** One listening address: what a site connects to when it means an address of another site. */
export interface WanRoute {
  readonly listenHost: string;
  readonly listenPort: number;
  readonly targetHost: string;
  readonly targetPort: number;
  /** Site of whoever connects. */
  readonly from: SiteName;
  /** Site of the target. */
  readonly to: SiteName;
  /** Local address of the proxy's connection to the target, so that brokers see clients of one site under one address. Default: the kernel's choice. */
  readonly sourceHost?: string;
}

/** Bounds with their defaults. Every one of them stands in docs/wan.md. */
export interface WanBounds {
  /** Bytes read from a sender and kept, per connection and direction, while that direction is dropped; then reading stops. Default 256 KiB. */
  readonly holdBytes: number;
  /** Bytes under way per connection and direction without a `windowBytes`. Default 16 MiB. */
  readonly inFlightBytes: number;
  /** Bytes a sender may have delivered without an acknowledgement, while only the way back is dropped and there is no `windowBytes`. Default 256 KiB. */
  readonly unacknowledgedBytes: number;
  /** First retransmission timeout added to the round trip, doubling (RFC 6298; Linux TCP_RTO_MIN 200 ms); 0 = held bytes move at the instant of healing. */
  readonly firstRetransmitMs: number;
  /** A sender whose bytes were held this long gets its connection reset. Default 924,600 ms: Linux with tcp_retries2 = 15. */
  readonly giveUpMs: number;
  /** Connections per process; one more is reset at once. Default 10,000. */
  readonly connections: number;
}

export const DEFAULT_BOUNDS: WanBounds = {
  holdBytes: 262_144,
  inFlightBytes: 16_777_216,
  unacknowledgedBytes: 262_144,
  firstRetransmitMs: 200,
  giveUpMs: 924_600,
  connections: 10_000,
};

export interface WanOptions {
  /** Loopback address of the control port. */
  readonly controlHost: string;
  readonly controlPort: number;
  readonly routes: readonly WanRoute[];
  readonly links: readonly WanLinkSpec[];
  readonly bounds?: Partial<WanBounds>;
  /** Seed of the jitter. Default 1. */
  readonly seed?: number;
  /** Starts the emulator's process: `(options) => lab.spawnNode(site, options)`, or the warden's own. */
  readonly spawn: (options: NodeOptions) => Promise<LabProcess>;
}

/** What crosses into the process, as JSON in its only argument. */
export type WanProcessOptions = Required<Omit<WanOptions, 'spawn' | 'bounds'>> & { readonly bounds: WanBounds };
