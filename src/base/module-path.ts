// The path of a sibling module for workers and child processes: `.ts` in a source tree, `.js` in a build.
import { fileURLToPath } from 'node:url';

/**
 * Resolves `./name` (no extension) beside the calling module.
 * `new URL('./w.ts', import.meta.url)` is not rewritten by tsc; this is the one place that knows both worlds.
 */
export function siblingModule(importMetaUrl: string, relative: string): string {
  const extension = importMetaUrl.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(relative + extension, importMetaUrl));
}

/** The path of a data file (not a module) beside the calling module; copied to dist by the build. */
export function siblingFile(importMetaUrl: string, relative: string): string {
  return fileURLToPath(new URL(relative, importMetaUrl));
}
