// The life of a Node client process: its loop runs until SIGTERM or SIGINT, then ends in order, and the history is closed last.
import type { HistoryWriter } from './history-writer.ts';

export interface ClientLoop {
  start(): void;
  stop(withinMs: number): Promise<void>;
  /** What no operation can be charged with: an exception out of the client's own callbacks. */
  clientMisbehaved(error: unknown): void;
}

export async function runLoop(loop: ClientLoop, history: HistoryWriter, stopWithinMs: number): Promise<void> {
  process.on('uncaughtException', (error) => loop.clientMisbehaved(error));
  process.on('unhandledRejection', (error) => loop.clientMisbehaved(error));
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await loop.stop(stopWithinMs);
    await history.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  // Loading the client takes most of a second on a busy machine; it is no stall of the schedule.
  await import('@platformatic/kafka');
  loop.start();
}
