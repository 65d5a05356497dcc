// A producing client process of kind java: Kafka's own VerifiableProducer, its log turned into history.
import { HISTORY_FORMAT } from '../../check/core.ts';
import { readSpecFile } from './spec-file.ts';
import type { ProducerProcessSpec } from './spec.ts';
import { runToolProcess, TOOL_CLOCK_ERROR_MS } from './tool-process.ts';
import { producerToolLine } from './tool-lines.ts';

/** VerifiableProducer sets retries to 0, with which no producer is idempotent; the file's value wins. This is what the client ships with. */
const RETRIES = '2147483647';

const told = readSpecFile() as ProducerProcessSpec;
const spec: ProducerProcessSpec = { ...told, properties: { retries: RETRIES, ...told.properties } };

await runToolProcess({
  spec,
  header: {
    format: HISTORY_FORMAT,
    run: spec.run,
    process: spec.process,
    role: 'producer',
    kind: 'java',
    site: spec.site,
    pointedAt: spec.pointedAt,
    session: spec.session,
    topic: spec.topic,
    invokesLogged: false,
    recordsPerSecond: spec.recordsPerSecond,
    clockErrorMs: TOOL_CLOCK_ERROR_MS,
  },
  toolArgs: (propertiesFile) => [
    '--bootstrap-server',
    spec.bootstrap.join(','),
    '--topic',
    spec.topic,
    '--acks',
    '-1',
    '--throughput',
    String(Math.max(1, Math.round(spec.recordsPerSecond))),
    '--value-prefix',
    spec.session.replace(/^java-/, ''),
    '--command-config',
    propertiesFile,
  ],
  translate: (line) => producerToolLine(line, spec.clock),
});
