// Finds the tables that rooms declare in files of one name (errors.ts, events.ts), for docs and for tests of them.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, typescriptFiles } from '../test/tree/sources.ts';

export interface FoundTable<T> {
  readonly file: string;
  readonly name: string;
  readonly table: T;
}

/** Imports every `src/<room>/**\/<fileName>` and returns the exports whose name fits, in the order of the files. */
export async function tablesIn<T>(fileName: string, exportName: RegExp): Promise<readonly FoundTable<T>[]> {
  const files = typescriptFiles.filter((file) => file.startsWith('src/') && file.endsWith(`/${fileName}`));
  const found: FoundTable<T>[] = [];
  for (const file of files) {
    const module = (await import(pathToFileURL(join(ROOT, file)).href)) as Record<string, unknown>;
    for (const [name, table] of Object.entries(module))
      if (exportName.test(name)) found.push({ file, name, table: table as T });
  }
  return found;
}
