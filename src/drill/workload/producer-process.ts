// A producing client process of kind node: `node producer-process <spec.json>`; ends by SIGTERM.
import { HISTORY_FORMAT } from '../../check/core.ts';
import { HistoryWriter } from './history-writer.ts';
import { BRING_UP_PROPERTY, numberOf, SILENCE_PROPERTY } from './node-options.ts';
import { ProducerLoop } from './producer-loop.ts';
import { runLoop } from './run-loop.ts';
import { readSpecFile } from './spec-file.ts';
import type { ProducerProcessSpec } from './spec.ts';

const STOP_WITHIN_MS = 3000;

async function main(): Promise<void> {
  const spec = readSpecFile() as ProducerProcessSpec;
  const count = spec.recordsPerPartition === undefined ? {} : { recordsPerPartition: spec.recordsPerPartition };
  const history = await HistoryWriter.create(spec.historyFile, {
    format: HISTORY_FORMAT,
    run: spec.run,
    process: spec.process,
    role: 'producer',
    kind: 'node',
    site: spec.site,
    pointedAt: spec.pointedAt,
    session: spec.session,
    topic: spec.topic,
    invokesLogged: true,
    recordsPerSecond: spec.recordsPerSecond,
    ...count,
    clockErrorMs: 0,
  });
  const loop = new ProducerLoop(
    {
      run: spec.run,
      session: spec.session,
      partitions: spec.partitions,
      recordsPerSecond: spec.recordsPerSecond,
      recordBytes: spec.recordBytes,
      ...count,
      startAt: spec.startAt,
      silenceMs: numberOf(spec.properties, SILENCE_PROPERTY, 30_000),
      lingerMs: numberOf(spec.properties, 'linger.ms', 0),
      client: {
        clientId: spec.process,
        bootstrap: spec.bootstrap,
        properties: spec.properties,
        topic: spec.topic,
        bringUpMs: numberOf(spec.properties, BRING_UP_PROPERTY, 30_000),
      },
    },
    history,
  );
  await runLoop(loop, history, STOP_WITHIN_MS);
}

await main();
