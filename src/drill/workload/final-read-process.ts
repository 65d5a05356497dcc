// The final read as a process of its own: `node final-read-process <spec.json>`; exit 0 = complete, 2 = something is missing (see its notes).
import { systemClock } from '../../base/index.ts';
import { HISTORY_FORMAT } from '../../check/core.ts';
import { tellError } from './client-errors.ts';
import { finalRead } from './final-read.ts';
import { HistoryWriter } from './history-writer.ts';
import { readSpecFile } from './spec-file.ts';
import type { FinalReadSpec } from './spec.ts';

const spec = readSpecFile() as FinalReadSpec;
const header = {
  format: HISTORY_FORMAT,
  run: spec.run,
  process: `final-${spec.site}`,
  role: 'final-read',
  kind: 'node',
  site: spec.site,
  pointedAt: spec.site,
  clockErrorMs: 0,
  ...(spec.when === undefined ? {} : { when: spec.when }),
} as const;
const history = await HistoryWriter.create(spec.historyFile, header);
process.on('SIGTERM', () => void history.close().then(() => process.exit(2)));

let complete = false;
try {
  complete = await finalRead(spec, history);
} catch (error) {
  history.line(['note', systemClock.monotonicMs(), 'error', tellError(error)]);
}
history.line(['note', systemClock.monotonicMs(), complete ? 'complete' : 'gave-up', null]);
await history.close();
process.exit(complete ? 0 : 2);
