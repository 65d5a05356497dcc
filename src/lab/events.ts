// Events of the lab, and the one function that emits them.
import type { Emit, EventTable } from '../base/core.ts';
import { systemClock } from '../base/index.ts';

export const LAB_EVENTS = {
  'lab.download-started': 'Maven fetches Kafka into the cache. data: version, folder.',
  'lab.download-finished': 'Kafka is in the cache. data: version, jars, durationMs.',
  'lab.warm-up-started':
    'First use of this Kafka with this Java: a template folder and a class archive are made. data: version.',
  'lab.warm-up-finished': 'Both are in the cache. data: durationMs.',
  'lab.claimed': 'The lab has its own loopback network. data: id, slot, network.',
  'lab.wan-started': 'The WAN emulator runs. data: routes.',
  'lab.broker-starting': 'A Kafka node was started. data: site, node, pid, clientListener.',
  'lab.broker-ready': 'A Kafka node serves. data: site, node, durationMs.',
  'lab.site-ready': 'All nodes of a site serve and know each other. data: site, durationMs.',
  'lab.ready': 'All sites serve. data: durationMs.',
  'lab.process-ended': 'A process of the lab ended. data: name, site, pid, code, signal.',
  'lab.site-killed': 'All Kafka nodes of a site got SIGKILL and are gone. data: site.',
  'lab.zone-switched': 'The service names point to another site. data: from, to.',
  'lab.lease-granted': 'The hosts of a site hold the lease: the client listeners may be open. data: site, epoch.',
  'lab.lease-refused': 'The hosts of a site hold no lease: brokers run without client listener. data: site, why.',
  'lab.lease-lost': 'The lease ended while brokers ran open; they restart fenced. data: site, why.',
  'lab.stopped': 'All processes are gone, all ports free. data: durationMs.',
  'lab.swept': 'Leftovers of a dead lab were removed. data: id, killed.',
} as const satisfies EventTable;

export type LabEventType = keyof typeof LAB_EVENTS;

export type Tell = (type: LabEventType, say: string, data?: Readonly<Record<string, unknown>>) => void;

/** Wraps an emit function with the clock and this room's event types. */
export function teller(emit: Emit): Tell {
  return (type, say, data = {}) =>
    emit({ type, monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs(), say, data });
}
