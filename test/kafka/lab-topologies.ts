// Small topologies and run folders for tests of the lab.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TideEvent } from '../../src/base/core.ts';
import type { LabOptions } from '../../src/lab/core.ts';
import { DEFAULT_KAFKA_VERSION, startLab } from '../../src/lab/index.ts';
import type { SecuritySpec, SiteSpec, TopologySpec } from '../../src/scenario/core.ts';

/** Two sites with brokers and a witness site without, each pair joined by a link. */
export function twoSites(brokers: number, security: SecuritySpec = 'plaintext'): TopologySpec {
  return {
    kafkaVersion: DEFAULT_KAFKA_VERSION,
    security,
    sites: [site('paris', 'primary', brokers), site('london', 'standby', brokers), site('witness', 'witness', 0)],
    links: [link('paris', 'london'), link('paris', 'witness'), link('london', 'witness')],
  };
}

/** One site, with one broker unless told otherwise, and a witness. */
export function oneSite(security: SecuritySpec = 'plaintext', brokers = 1): TopologySpec {
  return {
    kafkaVersion: DEFAULT_KAFKA_VERSION,
    security,
    sites: [site('paris', 'primary', brokers), site('witness', 'witness', 0)],
    links: [link('paris', 'witness')],
  };
}

/**
 * Broker properties for tests that kill brokers and start them again: a controller refuses the new incarnation of a broker
 * while the session of the old one lasts, and the broker asks again at doubling intervals: about 15 s with Kafka's defaults.
 */
export const QUICK_RETURN: Readonly<Record<string, string>> = {
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
};

export function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'tideover-lab-')), 'run');
}

/** Options of a lab in a new folder, and the events it will emit. */
export function labOptions(topology: TopologySpec): LabOptions & { readonly events: TideEvent[] } {
  const events: TideEvent[] = [];
  return { topology, runDir: newFolder(), events, emit: (event) => events.push(event) };
}

export { startLab };

/** Looks until the condition holds; throws with the description when it does not within the bound. */
export async function eventually(
  what: string,
  withinMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const until = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(50);
  }
}

/** The text of a file, empty while it does not exist. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function site(name: string, role: SiteSpec['role'], brokers: number): SiteSpec {
  return { name, role, brokers, controllers: 'combined' };
}

function link(one: string, other: string): TopologySpec['links'][number] {
  return { between: [one, other], latencyMs: 5, jitterMs: 0, bandwidthBytesPerSecond: null, windowBytes: null };
}
