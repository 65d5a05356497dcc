// The state file of a hosted lab: what `lab status` and `lab exec` need to know, written by the host process alone.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorFields } from '../../base/core.ts';
import type { SiteName, SiteRole, TopologySpec } from '../../scenario/core.ts';
import type { ClientProperties } from '../core.ts';
import { cacheFolder } from '../distribution/cache-folder.ts';
import type { Distribution } from '../distribution/resolve.ts';
import { isAlive } from '../processes/proc.ts';
import type { ProcessIdentity } from '../processes/proc.ts';

export interface HostedSite {
  readonly name: SiteName;
  readonly role: SiteRole;
  readonly bootstrap: readonly string[];
  readonly adminBootstrap: readonly string[];
  readonly controllers: readonly string[];
  readonly clusterId: string;
  readonly clientListener: 'open' | 'closed' | 'down';
  readonly brokers: readonly { readonly id: number; readonly pid: number; readonly running: boolean }[];
  readonly hostsFile: string;
  /** Java properties files; null where the lab is plaintext and clients need none. */
  readonly clientConfig: string | null;
  readonly adminConfig: string | null;
}

export interface HostedLab {
  readonly id: string;
  readonly kafkaVersion: string;
  readonly runDir: string;
  readonly network: string;
  /** Address of the WAN emulator's control port, for attachWan. */
  readonly wanControl: { readonly host: string; readonly port: number };
  readonly serviceBootstrap: readonly string[];
  readonly zoneTarget: SiteName;
  readonly sites: readonly HostedSite[];
  readonly distribution: Distribution;
}

export interface HostedState {
  readonly name: string;
  readonly status: 'starting' | 'ready' | 'stopping' | 'failed';
  readonly host: ProcessIdentity;
  readonly startedWallMs: number;
  readonly lab: HostedLab | null;
  readonly error: HostedError | null;
}

export interface HostedError {
  readonly code: string;
  readonly message: string;
  readonly why: string;
  readonly next: string;
  readonly fields: ErrorFields;
}

/** What the host process is told, in its folder. */
export interface HostOrder {
  readonly name: string;
  readonly topology: TopologySpec;
  readonly portBase: number | null;
  readonly brokerHeapMb: number | null;
}

export function hostedFolder(name: string): string {
  return join(cacheFolder(), 'hosted', name);
}

export function hostedNames(): readonly string[] {
  const folder = join(cacheFolder(), 'hosted');
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

export function writeState(state: HostedState): void {
  const folder = hostedFolder(state.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'state.json');
  writeFileSync(`${file}.partial`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.partial`, file);
}

export function readState(name: string): HostedState | undefined {
  try {
    return JSON.parse(readFileSync(join(hostedFolder(name), 'state.json'), 'utf8')) as HostedState;
  } catch {
    return undefined;
  }
}

export function hostLives(state: HostedState | undefined): state is HostedState {
  return state !== undefined && isAlive(state.host);
}

/** A properties file for tools; null when there is nothing to say. */
export function hasProperties(properties: ClientProperties): boolean {
  return (
    Object.keys(properties).some((key) => key !== 'security.protocol') ||
    properties['security.protocol'] !== 'PLAINTEXT'
  );
}
