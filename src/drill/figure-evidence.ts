// What a run's own history says of the counted figures: acknowledgements, deliveries and final reads, per partition. Reads files, decides nothing.
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HistoryHeader, HistoryLine, RunFacts } from '../check/core.ts';
import type { RunDirectory } from './run-directory.ts';

/** One acknowledged record: which, and at which offset it was said to stand. */
export interface Acknowledged {
  readonly session: string;
  readonly partition: number;
  readonly seq: number;
  readonly offset: number;
}

export interface Delivered {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly t: number;
}

/** One record of a final read. */
export interface Read {
  readonly site: string;
  readonly topic: string;
  readonly partition: number;
  /** `session/partition/seq`. */
  readonly id: string;
}

export interface FigureEvidence {
  readonly facts: RunFacts;
  readonly acknowledged: readonly Acknowledged[];
  readonly delivered: readonly Delivered[];
  /** Records of the final reads at the end, uncommitted isolation. */
  readonly read: readonly Read[];
}

export function idOf({ session, partition, seq }: { session: string; partition: number; seq: number }): string {
  return `${session}/${partition}/${seq}`;
}

/** A counted workload has a few thousand records: it is read as a whole. */
export async function readFigureEvidence(run: RunDirectory): Promise<FigureEvidence> {
  const facts = JSON.parse(await readFile(run.factsFile, 'utf8')) as RunFacts;
  const evidence = { facts, acknowledged: [] as Acknowledged[], delivered: [] as Delivered[], read: [] as Read[] };
  for (const folder of [run.history, run.final])
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.jsonl')))
      await readInto(evidence, join(folder, name));
  return evidence;
}

async function readInto(
  evidence: { readonly acknowledged: Acknowledged[]; readonly delivered: Delivered[]; readonly read: Read[] },
  file: string,
): Promise<void> {
  let header: HistoryHeader | null = null;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    if (header === null) {
      header = JSON.parse(text) as HistoryHeader;
      if ((header.when ?? 'end') !== 'end') return;
      continue;
    }
    const line = JSON.parse(text) as HistoryLine;
    if (line[0] === 'ok') {
      const [, , partition, seq, offset] = line;
      evidence.acknowledged.push({ session: header.session ?? '', partition, seq, offset });
    } else if (line[0] === 'deliver') {
      const [, t, topic, partition, offset] = line;
      evidence.delivered.push({ group: header.group ?? '', topic, partition, offset, t });
    } else if (line[0] === 'rec' && line[11] === 'uncommitted') {
      const [, , topic, partition, , session, recordPartition, seq] = line;
      evidence.read.push({
        site: header.site,
        topic,
        partition,
        id: idOf({ session, partition: recordPartition, seq }),
      });
    }
  }
}
