// Verb config validate: reads tideover.yaml and says whether it holds, contacting nothing.
import { resolve } from 'node:path';
import { loadDeployment } from '../config/index.ts';
import type { Host } from './host.ts';

export interface ConfigValidateResult {
  readonly file: string;
  readonly name: string;
  readonly sites: number;
  readonly clusters: number;
  readonly flows: number;
}

/** Throws TIDE_CONFIG_UNREADABLE or TIDE_CONFIG_INVALID. */
export function configValidate(input: { readonly file: string }, host: Pick<Host, 'cwd'>): ConfigValidateResult {
  const { metadata, spec } = loadDeployment(shown(input.file, host.cwd));
  return {
    file: input.file,
    name: metadata.name,
    sites: spec.sites.length,
    clusters: spec.clusters.length,
    flows: spec.replication.length,
  };
}

/** The path as it was typed when that works from here, so that messages repeat the user's own words. */
export function shown(file: string, cwd: string): string {
  return resolve(file) === resolve(cwd, file) ? file : resolve(cwd, file);
}
