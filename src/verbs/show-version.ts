// Verb version: which Tideover this is, and which Node runs it.
import { version } from '../version.ts';

export interface VersionResult {
  readonly name: 'tideover';
  readonly version: string;
  readonly node: string;
}

export function showVersion(): VersionResult {
  return { name: 'tideover', version, node: process.versions.node };
}
