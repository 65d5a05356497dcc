// Reads the settings file that a workload process is started with.
import { readFileSync } from 'node:fs';
import { workloadError } from './errors.ts';

/** The spec named by the only argument. Written by start.ts of this same version, so its shape is trusted. */
export function readSpecFile(argv: readonly string[] = process.argv): unknown {
  const file = argv[2];
  if (file === undefined)
    throw workloadError('TIDE_WORKLOAD_BAD_SPEC', { file: '(none)', reason: 'No file was named.' });
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw workloadError('TIDE_WORKLOAD_BAD_SPEC', { file, reason: String(error) }, error);
  }
}
