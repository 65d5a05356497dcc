// References to secrets in property values: ${env:NAME} and ${file:/path}, the shapes of Kafka's own config providers.
import { configError } from './errors.ts';

/** Where references lead; undefined = not there. Passed in, so that this file reads nothing itself. */
export interface SecretSources {
  env(name: string): string | undefined;
  file(path: string): string | undefined;
}

/** Replaces every reference in the values; a trailing newline of a file is dropped. Throws TIDE_CONFIG_SECRET_MISSING, which names the reference, never a value. */
export function resolveSecrets(
  properties: Readonly<Record<string, string>>,
  sources: SecretSources,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, resolveOne(key, value, sources)]));
}

function resolveOne(key: string, value: string, sources: SecretSources): string {
  return value.replace(/\$\{(env|file):([^}]+)\}/g, (reference, kind: string, name: string) => {
    const found = kind === 'env' ? sources.env(name) : sources.file(name)?.replace(/\r?\n$/, '');
    if (found === undefined) {
      const reason =
        kind === 'env'
          ? `The environment variable ${name} is not set.`
          : `The file ${name} does not exist or cannot be read.`;
      throw configError('TIDE_CONFIG_SECRET_MISSING', { key, reference, reason });
    }
    return found;
  });
}
