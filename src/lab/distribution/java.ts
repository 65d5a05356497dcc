// Finds the Java that runs everything, and says which one it is.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { labError } from '../errors.ts';

export interface Java {
  /** Path or name of the launcher. */
  readonly command: string;
  /** Feature version: 17, 21, ... */
  readonly version: number;
  /** The whole text of `java -version`: part of the key of class archives. */
  readonly identity: string;
}

export const LOWEST_JAVA = 17;

/** `$JAVA_HOME/bin/java`, else `java` of the path. Throws TIDE_LAB_NO_JAVA or TIDE_LAB_OLD_JAVA. */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const home = environment['JAVA_HOME'];
  const command = home !== undefined && home !== '' ? join(home, 'bin', 'java') : 'java';
  const identity = await versionText(command, environment);
  if (identity === undefined) {
    throw labError('TIDE_LAB_NO_JAVA', { tried: home ? `${command}, from JAVA_HOME` : 'java in the path' });
  }
  const version = featureVersion(identity);
  if (version === undefined || version < LOWEST_JAVA) {
    throw labError('TIDE_LAB_OLD_JAVA', { java: command, version: version ?? 'unknown' });
  }
  return { command, version, identity };
}

/** 17 from `openjdk version "17.0.15"`, 8 from `java version "1.8.0_392"`. */
export function featureVersion(text: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function versionText(command: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, ['-version'], { env: environment, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve(error === null ? `${stderr}${stdout}`.trim() : undefined);
    });
  });
}
