// Reads tideover.yaml and client.properties from disk, secrets from files and the environment.
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { mergeClientProperties, refuseJks } from './client-properties.ts';
import { configError } from './errors.ts';
import { parseDeployment } from './parse.ts';
import { parseProperties } from './properties.ts';
import type { Deployment } from './schema/deployment.ts';
import { resolveSecrets } from './secrets.ts';

/** Loads and checks a deployment. Throws TIDE_CONFIG_UNREADABLE or TIDE_CONFIG_INVALID. References to secrets stay references. */
export function loadDeployment(file: string): Deployment {
  return parseDeployment(read(file), file);
}

/**
 * Effective client properties of one cluster: commandConfig below properties, secrets resolved. Never print the result; print `redactProperties(result)`.
 * `baseFile` is the deployment file that a relative commandConfig is relative to.
 */
export function loadClientProperties(
  cluster: { readonly commandConfig?: string | undefined; readonly properties: Readonly<Record<string, string>> },
  baseFile: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> {
  const base = dirname(resolve(baseFile));
  const file = cluster.commandConfig === undefined ? undefined : resolve(base, cluster.commandConfig);
  const fromFile = file === undefined ? {} : parseProperties(read(file), cluster.commandConfig ?? file);
  const merged = mergeClientProperties(fromFile, cluster.properties);
  refuseJks(merged, cluster.commandConfig ?? baseFile);
  return resolveSecrets(merged, {
    env: (name) => env[name],
    file: (path) => readSecret(isAbsolute(path) ? path : resolve(base, path)),
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw configError(
      'TIDE_CONFIG_UNREADABLE',
      { file, reason: (error as NodeJS.ErrnoException).code ?? 'an unknown error' },
      error,
    );
  }
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
