// The pages that are generated from tables and schemas: client settings, errors, events, exit codes, scenarios, JSON Schema, file maps.
import type { ErrorTable, EventTable } from '../src/base/core.ts';
import { clientSettingsPage } from '../src/drill/workload/core.ts';
import { deploymentJsonSchema } from '../src/config/core.ts';
import { projectFiles, readProjectFile, roomOf, typescriptFiles } from '../test/tree/sources.ts';
import { errorsPage, eventsPage, exitCodesPage } from './pages/tables.ts';
import { scenariosPage } from './pages/scenarios.ts';
import { withFileMap } from './file-maps.ts';
import { tablesIn } from './tables.ts';

export interface GeneratedPage {
  readonly file: string;
  readonly text: string;
}

export async function generatedPages(): Promise<readonly GeneratedPage[]> {
  const errors = await tablesIn<ErrorTable>('errors.ts', /_ERRORS$/);
  const events = await tablesIn<EventTable>('events.ts', /_EVENTS$/);
  return [
    { file: 'docs/client-settings.md', text: clientSettingsPage() },
    { file: 'docs/errors.md', text: errorsPage(errors) },
    { file: 'docs/events.md', text: eventsPage(events) },
    { file: 'docs/exit-codes.md', text: exitCodesPage() },
    { file: 'docs/scenarios.md', text: scenariosPage() },
    { file: 'schema/tideover.schema.json', text: `${JSON.stringify(deploymentJsonSchema(), null, 2)}\n` },
    ...fileMaps(),
  ];
}

function fileMaps(): readonly GeneratedPage[] {
  const rooms = [...new Set(typescriptFiles.map(roomOf).filter((room) => room !== undefined))];
  const files = projectFiles();
  return rooms
    .map((room) => ({ room, file: `src/${room}/README.md` }))
    .filter(({ file }) => files.includes(file))
    .map(({ room, file }) => ({ file, text: withFileMap(readProjectFile(file), room) }));
}
