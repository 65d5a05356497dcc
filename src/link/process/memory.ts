// What the control plane remembers of topics (their ids), durable beside the state file: a topic created anew is recognised across restarts.
import { open, readFile, rename } from 'node:fs/promises';
import type { TopicMemory } from '../control/core.ts';

const fileOf = (stateFile: string): string => `${stateFile}.topics`;

/** Empty when there is none, or when what is there cannot be read: ids are then learned anew. */
export async function readMemory(stateFile: string): Promise<readonly TopicMemory[]> {
  const text = await readFile(fileOf(stateFile), 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? '[]' : Promise.reject(error),
  );
  return JSON.parse(text) as TopicMemory[];
}

export async function writeMemory(stateFile: string, memory: readonly TopicMemory[]): Promise<void> {
  const next = `${fileOf(stateFile)}.next`;
  const file = await open(next, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(memory)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, fileOf(stateFile));
}
