// The plan of a lab on the loopback network: nodes, names, addresses, ports. Pure; the same topology and slot give the same plan.
import type { SiteName, SiteSpec, TopologySpec } from '../../scenario/core.ts';
import { labError } from '../errors.ts';
import type { WanRoute } from '../wan/index.ts';

export interface Ports {
  readonly client: number;
  readonly admin: number;
  readonly internal: number;
  readonly controller: number;
  /** Control connection of the WAN emulator, on 127.X.0.1 only. */
  readonly wanControl: number;
}

export interface NodePlan {
  /** Kafka's node.id, unique in its site's cluster. */
  readonly id: number;
  readonly site: SiteName;
  readonly roles: 'broker' | 'controller' | 'broker,controller';
  readonly host: string;
  /** Last part of its address, the same in every view. */
  readonly last: number;
}

export interface SitePlan {
  readonly spec: SiteSpec;
  readonly name: SiteName;
  /** 1..15; third part of the site's own addresses. */
  readonly index: number;
  readonly nodes: readonly NodePlan[];
}

export interface Layout {
  /** Pairs of sites that a WAN link joins; others cannot reach each other. */
  readonly links: readonly (readonly [SiteName, SiteName])[];
  /** X of 127.X.0.0/16, this lab's own network. */
  readonly slot: number;
  readonly ports: Ports;
  readonly sites: readonly SitePlan[];
}

/** A TCP port that somebody will serve at a site (lease authority, vantage): reachable from the other sites through the WAN. */
export interface ServicePort {
  readonly site: SiteName;
  readonly port: number;
}

export const DEFAULT_PORT_BASE = 19092;
export const SERVICE_DOMAIN = 'service.lab';
const SITES_MAX = 15;
const NODES_MAX = 90;
const FIRST_DEDICATED_CONTROLLER = 101;

export function portsFrom(base: number): Ports {
  return { client: base, admin: base + 1, internal: base + 2, controller: base + 3, wanControl: base + 8 };
}

/** Throws TIDE_LAB_TOPOLOGY_INVALID. */
export function layoutOf(topology: TopologySpec, slot: number, portBase: number = DEFAULT_PORT_BASE): Layout {
  checkTopology(topology);
  const sites = topology.sites.map((spec, position) => ({
    spec,
    name: spec.name,
    index: position + 1,
    nodes: nodesOf(spec),
  }));
  return { slot, ports: portsFrom(portBase), sites, links: topology.links.map((link) => link.between) };
}

/** An address of a site as seen from a site: direct at home, through the WAN's listener from elsewhere. */
export function addressSeen(layout: Layout, from: SitePlan, to: SitePlan, last: number): string {
  const third = from.index === to.index ? to.index : 16 * from.index + to.index;
  return `127.${layout.slot}.${third}.${last}`;
}

/** Address of the lab itself (WAN control). */
export function labAddress(slot: number): string {
  return `127.${slot}.0.1`;
}

export function siteOf(layout: Layout, name: SiteName): SitePlan {
  const site = layout.sites.find((entry) => entry.name === name);
  if (site !== undefined) return site;
  const known = layout.sites.map((entry) => entry.name).join(', ');
  throw labError('TIDE_LAB_UNKNOWN_SITE', { kind: 'site', name, known: `the sites ${known}` });
}

export function brokersOf(site: SitePlan): readonly NodePlan[] {
  return site.nodes.filter((node) => node.roles !== 'controller');
}

export function controllersOf(site: SitePlan): readonly NodePlan[] {
  return site.nodes.filter((node) => node.roles !== 'broker');
}

/** Every listener of the WAN: client, admin and controller ports of every node, and the services, from every site with a link. */
export function routesOf(layout: Layout, services: readonly ServicePort[]): readonly WanRoute[] {
  const routes: WanRoute[] = [];
  for (const from of layout.sites) {
    for (const to of layout.sites) {
      if (from === to || !joined(layout, from.name, to.name)) continue;
      const add = (last: number, port: number): void => {
        routes.push({
          listenHost: addressSeen(layout, from, to, last),
          listenPort: port,
          targetHost: addressSeen(layout, to, to, last),
          targetPort: port,
          from: from.name,
          to: to.name,
        });
      };
      for (const node of to.nodes) for (const port of portsAcross(layout.ports, node)) add(node.last, port);
      for (const service of services) if (service.site === to.name) add(1, service.port);
    }
  }
  return routes;
}

/** Every address and port the lab will listen on, to be tried before anything starts. */
export function endpointsOf(layout: Layout, services: readonly ServicePort[]): readonly (readonly [string, number])[] {
  const own = layout.sites.flatMap((site) =>
    site.nodes.flatMap((node) => {
      const ports = node.roles === 'controller' ? [] : [layout.ports.client, layout.ports.admin, layout.ports.internal];
      const all = node.roles === 'broker' ? ports : [...ports, layout.ports.controller];
      return all.map((port) => [addressSeen(layout, site, site, node.last), port] as const);
    }),
  );
  const served = services.map((service) => {
    const site = siteOf(layout, service.site);
    return [addressSeen(layout, site, site, 1), service.port] as const;
  });
  const across = routesOf(layout, services).map((route) => [route.listenHost, route.listenPort] as const);
  return [[labAddress(layout.slot), layout.ports.wanControl], ...own, ...served, ...across];
}

function joined(layout: Layout, one: SiteName, other: SiteName): boolean {
  return layout.links.some((pair) => pair.includes(one) && pair.includes(other));
}

function portsAcross(ports: Ports, node: NodePlan): readonly number[] {
  if (node.roles === 'controller') return [ports.controller];
  if (node.roles === 'broker') return [ports.client, ports.admin];
  return [ports.client, ports.admin, ports.controller];
}

function nodesOf(spec: SiteSpec): readonly NodePlan[] {
  const nodes: NodePlan[] = [];
  // Two combined nodes would need both for a quorum: one controller is then more robust than two.
  const combined = spec.controllers === 'combined' ? (spec.brokers < 3 ? 1 : 3) : 0;
  for (let id = 1; id <= spec.brokers; id += 1) {
    const roles = id <= combined ? 'broker,controller' : 'broker';
    nodes.push({ id, site: spec.name, roles, host: `kafka-${id}.${spec.name}.lab`, last: id });
  }
  const dedicated = spec.controllers === 'combined' || spec.brokers === 0 ? 0 : spec.controllers;
  for (let position = 0; position < dedicated; position += 1) {
    const id = FIRST_DEDICATED_CONTROLLER + position;
    nodes.push({
      id,
      site: spec.name,
      roles: 'controller',
      host: `controller-${position + 1}.${spec.name}.lab`,
      last: id,
    });
  }
  return nodes;
}

function checkTopology(topology: TopologySpec): void {
  const invalid = (problem: string): Error => labError('TIDE_LAB_TOPOLOGY_INVALID', { problem });
  if (topology.sites.length < 1 || topology.sites.length > SITES_MAX)
    throw invalid(`it has ${topology.sites.length} sites`);
  const names = new Set<string>();
  for (const site of topology.sites) {
    if (!/^[a-z][a-z0-9-]{0,30}$/.test(site.name) || site.name === 'service') {
      throw invalid(
        `site name ${JSON.stringify(site.name)} is no host name of letters, digits and dashes, or is taken`,
      );
    }
    if (names.has(site.name)) throw invalid(`two sites are named ${site.name}`);
    names.add(site.name);
    const dedicated = site.controllers === 'combined' ? 0 : site.controllers;
    if (!Number.isInteger(site.brokers) || site.brokers < 0 || site.brokers > NODES_MAX) {
      throw invalid(`site ${site.name} has ${site.brokers} brokers`);
    }
    if (!Number.isInteger(dedicated) || dedicated < 0 || dedicated > NODES_MAX) {
      throw invalid(`site ${site.name} has ${dedicated} controllers`);
    }
    if (site.brokers > 0 && site.controllers === 0) throw invalid(`site ${site.name} has brokers and no controller`);
  }
  for (const link of topology.links) {
    const stranger = link.between.find((name) => !names.has(name));
    if (stranger !== undefined) throw invalid(`a link names the site ${stranger}, which does not exist`);
  }
}
