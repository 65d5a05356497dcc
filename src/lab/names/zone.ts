// The lab's zone: service names that every client knows, pointed to one site at a time.
import { hostname } from 'node:os';
import type { Zone } from '../core.ts';
import type { Tell } from '../events.ts';
import { siteOf } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import type { SiteName } from '../../scenario/core.ts';
import { renderHosts, rewriteInPlace, serviceHosts } from './hosts-file.ts';

export interface ZoneOptions {
  readonly layout: Layout;
  readonly target: SiteName;
  readonly hostsFile: (site: SiteName) => string;
  readonly tell: Tell;
}

export function openZone({ layout, target: first, hostsFile, tell }: ZoneOptions): Zone {
  let target = first;
  return {
    bootstrap: serviceHosts(layout).map((host) => `${host}:${layout.ports.client}`),
    get target() {
      return target;
    },
    async switchTo(site) {
      siteOf(layout, site);
      for (const view of layout.sites) {
        rewriteInPlace(hostsFile(view.name), renderHosts(layout, view.name, site, hostname()));
      }
      const from = target;
      target = site;
      tell('lab.zone-switched', `Service names point to ${site} now (before: ${from}).`, { from, to: site });
    },
  };
}
