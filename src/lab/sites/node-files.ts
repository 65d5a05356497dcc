// The files of one node: its properties and, before its first start, its data folder.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stampDataFolder } from '../brokers/data-folder.ts';
import { nodeProperties } from '../brokers/node-properties.ts';
import { propertiesText } from '../brokers/properties-text.ts';
import type { Tell } from '../events.ts';
import { addressSeen } from '../layout/layout.ts';
import type { Layout, NodePlan, SitePlan } from '../layout/layout.ts';
import type { Launcher } from '../processes/launcher.ts';
import type { SecurityPlan } from '../security/plan.ts';

/** What all sites of a lab share. */
export interface SiteContext {
  readonly layout: Layout;
  readonly runDir: string;
  readonly launcher: Launcher;
  readonly security: SecurityPlan;
  readonly heapMb: number;
  readonly clusterIds: ReadonlyMap<string, string>;
  readonly tell: Tell;
  /** Formatted folder to stamp from. */
  readonly template: () => string;
  readonly hostsFile: (site: string) => string;
  readonly configFile: (site: SitePlan, node: NodePlan) => string;
  readonly extraProperties: (site: string) => Readonly<Record<string, string>>;
}

/** Writes the node's properties (and stamps its data folder when it has none); returns the path of the properties. */
export function writeNode(
  context: SiteContext,
  site: SitePlan,
  node: NodePlan,
  clusterId: string,
  clientListener: boolean,
): string {
  const dataFolder = join(context.runDir, 'data', `${site.name}-${node.id}`);
  if (!existsSync(dataFolder)) stampDataFolder(context.template(), dataFolder, clusterId, node.id);
  const file = context.configFile(site, node);
  const properties = nodeProperties({
    layout: context.layout,
    site,
    node,
    dataFolder,
    clientListener,
    security: context.security.nodeProperties,
    extra: context.extraProperties(site.name),
  });
  writeFileSync(file, propertiesText(properties), { mode: 0o600 });
  return file;
}

/** Where to ask a node for Metadata without a log-in; null where that is impossible. */
export function askAddress(
  context: SiteContext,
  site: SitePlan,
  node: NodePlan,
): { readonly host: string; readonly port: number } | null {
  if (context.security.spec !== 'plaintext' || node.roles === 'controller') return null;
  return { host: addressSeen(context.layout, site, site, node.last), port: context.layout.ports.admin };
}
