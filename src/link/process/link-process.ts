// The link's own process. Argument: path of a LinkProcessSpec as JSON. Events go to standard output as JSON lines; SIGTERM ends it in peace.
import { readFile } from 'node:fs/promises';
import { EXIT, type TideEvent, isTideError } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import { runLink } from './run.ts';
import type { LinkProcessSpec } from './spec.ts';
import { removeLinkState, writeLinkState } from './state-file.ts';
import { startStatusServer } from './status-server.ts';

async function main(specFile: string | undefined): Promise<void> {
  const spec = JSON.parse(await readFile(specFile ?? '', 'utf8')) as LinkProcessSpec;
  const emit = (event: TideEvent): void => void process.stdout.write(`${JSON.stringify(event)}\n`);
  const running = await runLink(spec, { clock: systemClock, emit });
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= endInPeace());
  const server = await startStatusServer({ link: running.link, ...spec.listen, onStop: () => void end() });
  await writeLinkState(spec, { url: server.url, startedWallMs: systemClock.wallMs() });

  async function endInPeace(): Promise<void> {
    await running.stop();
    server.close();
    await removeLinkState(spec.stateFile);
    process.exit(EXIT.OK);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());
}

try {
  await main(process.argv[2]);
} catch (error) {
  const words = isTideError(error)
    ? `${error.code}: ${error.message} ${error.why} Next: ${error.next}`
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`${words}\n`, () => process.exit(isTideError(error) ? EXIT[error.exit] : EXIT.INTERNAL));
}
