// Verb config print: the deployment as Tideover understands it, defaults filled in, secrets redacted.
import { redactDeployment } from '../config/core.ts';
import type { Deployment } from '../config/core.ts';
import { loadDeployment } from '../config/index.ts';
import { shown } from './config-validate.ts';
import type { Host } from './host.ts';

/** Durations are in milliseconds and sizes in bytes. Throws TIDE_CONFIG_UNREADABLE or TIDE_CONFIG_INVALID. */
export function configPrint(input: { readonly file: string }, host: Pick<Host, 'cwd'>): Deployment {
  return redactDeployment(loadDeployment(shown(input.file, host.cwd)));
}
