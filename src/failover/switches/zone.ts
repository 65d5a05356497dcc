// Switch by name: the service names in a zone that is handed in (the lab's, or a driver of a DNS provider).
import type { TrafficSwitch } from '../context.ts';

/** What a zone must offer; the lab's zone is one. */
export interface SwitchableZone {
  readonly target: string;
  switchTo(site: string): Promise<void>;
}

export function zoneSwitch(zone: SwitchableZone): TrafficSwitch {
  return {
    name: 'zone',
    target: () => Promise.resolve(zone.target),
    switchTo: (site) => zone.switchTo(site),
  };
}
