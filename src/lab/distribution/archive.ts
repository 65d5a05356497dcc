// Class-data-sharing archives in the cache: they halve the CPU time of a JVM's start (facts law 26).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Distribution } from './resolve.ts';

/**
 * The archive of one kind of process (`broker`, `mirrormaker`). Valid for exactly this Java and these jars,
 * so both are in its name; a JVM that finds it invalid all the same runs without it.
 */
export function archiveFile(distribution: Distribution, kind: string): string {
  const hash = createHash('sha256').update(distribution.java.command).update(distribution.java.identity);
  for (const jar of distribution.jars) {
    const { size, mtimeMs } = statSync(jar);
    hash.update(`${jar}:${size}:${mtimeMs}\n`);
  }
  return join(distribution.cache, 'archives', `${kind}-${hash.digest('hex').slice(0, 16)}.jsa`);
}

export interface ArchiveUse {
  readonly jvmOptions: readonly string[];
  /** To be called with the exit code when the process dumps an archive; absent when it uses one. */
  readonly finished?: (code: number | null) => void;
}

const QUIET: readonly string[] = ['-Xlog:disable', '-Xlog:all=error:stderr'];
/** 143 = a JVM that was asked to end by SIGTERM and did so by itself. */
const NORMAL_ENDS: readonly (number | null)[] = [0, 143];

/** Options that use the archive where it exists. */
export function useArchive(file: string): readonly string[] {
  return existsSync(file) ? [`-XX:SharedArchiveFile=${file}`, '-Xshare:auto', ...QUIET] : [];
}

/** Options that dump the archive at a normal end, under a temporary name; it gets its name when the process has ended well. */
export function dumpArchive(file: string): ArchiveUse {
  mkdirSync(join(file, '..'), { recursive: true });
  const temporary = `${file}.${process.pid}.partial`;
  return {
    jvmOptions: [`-XX:ArchiveClassesAtExit=${temporary}`, ...QUIET],
    finished: (code) => {
      if (NORMAL_ENDS.includes(code) && existsSync(temporary)) renameSync(temporary, file);
      else rmSync(temporary, { force: true });
    },
  };
}
