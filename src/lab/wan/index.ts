// The acting door of the WAN emulator: starts its process and steers it.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { siblingModule } from '../../base/index.ts';
import type { Wan } from '../core.ts';
import { ControlClient } from './control-client.ts';
import { WAN_ERRORS, wanError } from './errors.ts';
import { DEFAULT_BOUNDS } from './options.ts';
import type { WanOptions, WanProcessOptions } from './options.ts';

export { WAN_ERRORS };
export { DEFAULT_BOUNDS } from './options.ts';
export type { WanBounds, WanOptions, WanRoute } from './options.ts';

/** Loading Node and binding some dozens of ports takes 0.2 s; a saturated machine takes its time. */
const START_WITHIN_MS = 20_000;

export type RunningWan = Wan & {
  /** Process id of the emulator; its CPU time is in `stats()`. */
  readonly pid: number;
  stop(): Promise<void>;
};

/** Starts the emulator and resolves when all routes listen. Throws TIDE_WAN_PORT, TIDE_WAN_NO_LINK, TIDE_WAN_START. */
export async function startWan(options: WanOptions): Promise<RunningWan> {
  const { spawn, bounds, seed = 1, ...rest } = options;
  const forProcess: WanProcessOptions = { ...rest, seed, bounds: { ...DEFAULT_BOUNDS, ...bounds } };
  const child = await spawn({
    name: 'wan',
    module: siblingModule(import.meta.url, './process'),
    args: [JSON.stringify(forProcess)],
  });
  const address = `${options.controlHost}:${options.controlPort}`;
  const deadline = performance.now() + START_WITHIN_MS;
  let client: ControlClient | undefined;
  while (client === undefined) {
    const running = child.running();
    if (running && (await readFile(child.stdoutFile, 'utf8').catch(() => '')).startsWith('ready')) {
      client = await ControlClient.connect(options.controlHost, options.controlPort);
    } else if (!running || performance.now() > deadline) {
      await child.stop();
      throw await startError(address, child.stderrFile, running ? 'is alive' : 'has ended');
    } else await sleep(10);
  }
  const control = client;
  return {
    ...wanOf(control),
    pid: child.pid,
    stop: async () => {
      control.close();
      await child.stop();
    },
  };
}

/** Steers an emulator that another process started (`tideover lab ...`). `close` leaves it running. */
export async function attachWan(controlHost: string, controlPort: number): Promise<Wan & { close(): void }> {
  const control = await ControlClient.connect(controlHost, controlPort).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw wanError(
      'TIDE_WAN_GONE',
      { address: `${controlHost}:${controlPort}`, operation: 'attach', cause: why },
      cause,
    );
  });
  return { ...wanOf(control), close: () => control.close() };
}

function wanOf(control: ControlClient): Wan {
  return {
    setMode: async (between, mode, direction = 'both') => {
      await control.call({ operation: 'mode', between, mode, direction });
    },
    isolate: async (site, mode) => {
      await control.call({ operation: 'isolate', site, mode });
    },
    heal: async (site) => {
      await control.call({ operation: 'heal', site: site ?? null });
    },
    reset: async (between) => {
      await control.call({ operation: 'reset', between });
    },
    set: async (between, knobs) => {
      await control.call({ operation: 'set', between, knobs });
    },
    dropResponses: async (between, apiKeys) => {
      await control.call({ operation: 'drop-responses', between, apiKeys });
    },
    stats: async () => {
      const stats = await control.call({ operation: 'stats' });
      if (stats === undefined)
        throw wanError('TIDE_WAN_REQUEST', { operation: 'stats', cause: 'The answer holds no figures' });
      return stats;
    },
  };
}

/** The process leaves its error as one JSON line on stderr. */
async function startError(address: string, stderrFile: string, state: string): Promise<Error> {
  const text = await readFile(stderrFile, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    try {
      const { code, fields } = JSON.parse(line) as { code: string; fields: Record<string, string> };
      if (code in WAN_ERRORS) return wanError(code as keyof typeof WAN_ERRORS, fields);
    } catch {
      // Not the line: Node's own warnings stand there too.
    }
  }
  const words = text.trim().split('\n').slice(-3).join(' / ');
  return wanError('TIDE_WAN_START', {
    address,
    withinMs: START_WITHIN_MS,
    state,
    words: words === '' ? 'none' : words,
    log: stderrFile,
  });
}
