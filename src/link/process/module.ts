// Path of the module that runs a link in its own process.
import { siblingModule } from '../../base/index.ts';

export function linkProcessModule(): string {
  return siblingModule(import.meta.url, './link-process');
}
