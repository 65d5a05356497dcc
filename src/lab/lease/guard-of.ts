// guardOf: the guard of one site's hosts, with the authority's address as that site sees it.
import type { LeaseAuthority } from '../core.ts';
import type { Tell } from '../events.ts';
import { addressSeen, siteOf } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import { HostUnit } from './host-unit.ts';

/** What the guard needs of a site: its name, and a way to have it restarted. */
export interface GuardedUnit {
  readonly name: string;
  restart(open: boolean): void;
}

export function guardOf(layout: Layout, authority: LeaseAuthority, unit: GuardedUnit, tell: Tell): HostUnit {
  const host = addressSeen(layout, siteOf(layout, unit.name), siteOf(layout, authority.site), 1);
  return new HostUnit({
    site: unit.name,
    authority: { host, port: authority.port },
    tell,
    restart: (open) => unit.restart(open),
  });
}
