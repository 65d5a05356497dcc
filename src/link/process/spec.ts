// What the link's own process is told, as a file, and what it tells about itself: its state file and its HTTP answers.
import type { ConnectOptions } from '../../kafka/core.ts';
import type { Exposure } from '../../replication/core.ts';
import type { LinkOptions, LinkStatus } from '../contract.ts';

/** Holds secrets of both clusters: the file is written with mode 0600 and its values are never printed. */
export interface LinkProcessSpec {
  readonly link: LinkOptions;
  readonly source: ConnectOptions;
  readonly target: ConnectOptions;
  /** Where it answers `GET /status`, `GET /metrics`, `POST /pause|resume|drain|stop`; port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Written when it listens; removed when it ends in peace. */
  readonly stateFile: string;
  /** Topics, settings and positions of groups are kept in step too; false: records only. */
  readonly control: boolean;
}

export interface LinkProcessState {
  readonly format: 'tideover-link/1';
  readonly pid: number;
  readonly url: string;
  readonly flow: string;
  readonly generation: number;
  readonly startedWallMs: number;
}

/** Body of `GET /status`. */
export interface LinkProcessStatus {
  readonly format: 'tideover-link-status/1';
  readonly pid: number;
  readonly link: LinkStatus;
  readonly rssBytes: number;
  readonly cpuMs: number;
  /** What would be lost now, in records and milliseconds; absent: whoever runs this link does not measure it; null: not measured yet. */
  readonly exposure?: Exposure | null;
}
