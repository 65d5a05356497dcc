// checkRunDirectory: loads a run directory into the model and checks it.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { checkModel } from './check-history.ts';
import { checkError } from './errors.ts';
import { readHeader, readLines } from './history-reader.ts';
import type { HistoryHeader, RunFacts } from './history.ts';
import { ModelBuilder } from './model/builder.ts';
import type { CheckResult } from './result.ts';

/**
 * Reads `facts.json`, `history/*.jsonl` and `final/*.jsonl` of a run directory and checks them. Nothing is written.
 * Errors: TIDE_CHECK_NO_FACTS, TIDE_CHECK_NO_HISTORY, TIDE_CHECK_FOREIGN_FORMAT, TIDE_CHECK_FOREIGN_RUN, TIDE_CHECK_BAD_LINE.
 */
export async function checkRunDirectory(directory: string): Promise<CheckResult> {
  const facts = await readFacts(directory);
  const histories = await jsonLines(path.join(directory, 'history'));
  if (histories.length === 0) throw checkError('TIDE_CHECK_NO_HISTORY', { directory });
  const files = [...histories, ...(await jsonLines(path.join(directory, 'final')))];
  const builder = new ModelBuilder(facts);
  const known: { file: string; header: HistoryHeader }[] = [];
  for (const file of files) {
    const header = await readHeader(file);
    if (header === null) {
      builder.gap(`${path.basename(file)} holds no complete line: its process wrote nothing`);
      continue;
    }
    if (header.run !== facts.run)
      throw checkError('TIDE_CHECK_FOREIGN_RUN', { file, found: header.run, expected: facts.run });
    builder.declare(header);
    known.push({ file, header });
  }
  const told = new Set(known.map(({ header }) => header.process));
  for (const process of facts.processes ?? []) {
    if (!told.has(process)) builder.gap(`${process} was started and left no history`);
  }
  for (const { file, header } of known) {
    const torn = await readLines(file, builder.sink(header));
    if (torn !== null) builder.torn(header, torn);
  }
  return checkModel(builder.build());
}

async function readFacts(directory: string): Promise<RunFacts> {
  const file = path.join(directory, 'facts.json');
  try {
    const facts = JSON.parse(await readFile(file, 'utf8')) as RunFacts;
    if (typeof facts.run !== 'string' || typeof facts.phases !== 'object')
      throw new TypeError('it is not the facts of a run');
    return facts;
  } catch (error) {
    throw checkError(
      'TIDE_CHECK_NO_FACTS',
      { directory, reason: error instanceof Error ? error.message : String(error) },
      error,
    );
  }
}

async function jsonLines(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => path.join(directory, name));
}
