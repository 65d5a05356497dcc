// A group member process of kind java: Kafka's own VerifiableConsumer, its log turned into history. It commits after every poll, as that tool does.
import { HISTORY_FORMAT } from '../../check/core.ts';
import { readSpecFile } from './spec-file.ts';
import type { ConsumerProcessSpec } from './spec.ts';
import { runToolProcess, TOOL_CLOCK_ERROR_MS } from './tool-process.ts';
import { consumerToolLine } from './tool-lines.ts';

const spec = readSpecFile() as ConsumerProcessSpec;
const sessionTimeout = spec.properties['session.timeout.ms'];

await runToolProcess({
  spec,
  header: {
    format: HISTORY_FORMAT,
    run: spec.run,
    process: spec.process,
    role: 'consumer',
    kind: 'java',
    site: spec.site,
    pointedAt: spec.pointedAt,
    topic: spec.topic,
    group: spec.group,
    member: spec.member,
    clockErrorMs: TOOL_CLOCK_ERROR_MS,
  },
  toolArgs: (propertiesFile) => [
    '--bootstrap-server',
    spec.bootstrap.join(','),
    '--topic',
    spec.topic,
    '--group-id',
    spec.group,
    '--reset-policy',
    'earliest',
    '--verbose',
    ...(sessionTimeout === undefined ? [] : ['--session-timeout', sessionTimeout]),
    '--command-config',
    propertiesFile,
  ],
  translate: (line) => consumerToolLine(line, spec.clock, spec.run),
});
