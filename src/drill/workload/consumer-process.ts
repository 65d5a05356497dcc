// A group member process of kind node: `node consumer-process <spec.json>`; ends by SIGTERM.
import { HISTORY_FORMAT } from '../../check/core.ts';
import { ConsumerLoop } from './consumer-loop.ts';
import { HistoryWriter } from './history-writer.ts';
import { BRING_UP_PROPERTY, numberOf, SILENCE_PROPERTY } from './node-options.ts';
import { runLoop } from './run-loop.ts';
import { readSpecFile } from './spec-file.ts';
import type { ConsumerProcessSpec } from './spec.ts';

const STOP_WITHIN_MS = 2000;

async function main(): Promise<void> {
  const spec = readSpecFile() as ConsumerProcessSpec;
  const history = await HistoryWriter.create(spec.historyFile, {
    format: HISTORY_FORMAT,
    run: spec.run,
    process: spec.process,
    role: 'consumer',
    kind: 'node',
    site: spec.site,
    pointedAt: spec.pointedAt,
    topic: spec.topic,
    group: spec.group,
    member: spec.member,
    clockErrorMs: 0,
  });
  const loop = new ConsumerLoop(
    {
      run: spec.run,
      commitIntervalMs: spec.commitIntervalMs,
      untilOffset: spec.untilOffset ?? Infinity,
      silenceMs: numberOf(spec.properties, SILENCE_PROPERTY, 30_000),
      client: {
        clientId: spec.process,
        group: spec.group,
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
