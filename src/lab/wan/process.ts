// Entry of the emulator's own process: `node process.ts <options as JSON>`; serves the control port until SIGTERM.
import net from 'node:net';
import { isTideError } from '../../base/core.ts';
import { wanError } from './errors.ts';
import { Network } from './network.ts';
import type { WanProcessOptions } from './options.ts';
import { Lines } from './protocol.ts';
import type { WanAnswer, WanMessage } from './protocol.ts';

/** One line on stderr that `startWan` turns into the error of its caller. */
function fail(error: unknown): never {
  const fault = isTideError(error)
    ? { code: error.code, fields: error.fields }
    : { code: 'UNEXPECTED', stack: String(error) };
  process.stderr.write(`${JSON.stringify(fault)}\n`, () => process.exit(70));
  throw error;
}

async function answer(network: Network, line: string): Promise<WanAnswer> {
  const { id, ...request } = JSON.parse(line) as WanMessage;
  try {
    const stats = await network.perform(request);
    return stats === undefined ? { id, ok: true } : { id, ok: true, stats };
  } catch (error) {
    if (!isTideError(error)) throw error;
    return { id, ok: false, code: error.code, fields: error.fields as Record<string, string> };
  }
}

function serve(network: Network, socket: net.Socket): void {
  const lines = new Lines();
  const takeLines = async (text: string): Promise<void> => {
    const answers = lines.push(text).map(async (line) => {
      const reply = await answer(network, line);
      socket.write(`${JSON.stringify(reply)}\n`);
    });
    await Promise.all(answers);
  };
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (text: string) => {
    takeLines(text).catch(() => {
      // Not our protocol: the caller is told by the reset.
      socket.resetAndDestroy();
    });
  });
}

async function main(): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
  const options = JSON.parse(process.argv[2] ?? '') as WanProcessOptions;
  const { controlHost: host, controlPort: port } = options;
  const network = await Network.open(options);
  const control = net.createServer((socket) => serve(network, socket));
  await new Promise<void>((resolve, reject) => {
    control.once('error', (cause: NodeJS.ErrnoException) =>
      reject(wanError('TIDE_WAN_PORT', { address: `${host}:${port}`, cause: cause.code ?? cause.message }, cause)),
    );
    control.listen({ host, port }, resolve);
  });
  console.log(`ready ${process.pid}`);
}

await main().catch(fail);
