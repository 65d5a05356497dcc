// Starts a vantage or the witness as a process of its own, by whatever spawns processes at a site.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { siblingModule } from '../base/index.ts';
import type { VantageSpec } from './vantage/spec.ts';

/** How a Node process is started at a site; `Lab.spawnNode` bound to the site fits. */
export type SpawnNode<P> = (options: {
  readonly name: string;
  readonly module: string;
  readonly args: readonly string[];
}) => Promise<P>;

/** Starts the process; its specification lies in `folder` (it may hold credentials, so the file is private). */
export async function startVantage<P>(spec: VantageSpec, folder: string, spawn: SpawnNode<P>): Promise<P> {
  const kind = spec.lease === undefined ? 'vantage-process' : 'witness-process';
  const file = path.join(folder, `${spec.vantage}.json`);
  await writeFile(file, JSON.stringify(spec, null, 2), { mode: 0o600 });
  return spawn({ name: spec.vantage, module: siblingModule(import.meta.url, `./${kind}`), args: [file] });
}
