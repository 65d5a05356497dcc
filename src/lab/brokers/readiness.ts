// Waits until a node serves: its own log says that it is unfenced, and a Metadata answer names all its fellows.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabProcess } from '../core.ts';
import { labError } from '../errors.ts';
import { tellingLines } from '../log-lines.ts';
import { askMetadata } from './ask-metadata.ts';

/** KafkaRaftServer prints it at the end of its start; a broker gets there only when the controller has unfenced it. */
const STARTED = 'Kafka Server started';
const LOOK_EVERY_MS = 50;
const ANSWER_MS_MAX = 2000;

export interface ReadinessOptions {
  readonly name: string;
  readonly process: LabProcess;
  readonly configFile: string;
  /** Address to ask for Metadata; null for controllers and for listeners that want a log-in. */
  readonly ask: { readonly host: string; readonly port: number } | null;
  /** Brokers that the node must know. */
  readonly brokerIds: readonly number[];
  readonly withinMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Throws TIDE_LAB_BROKER_DIED, TIDE_LAB_BROKER_SLOW (with the telling lines of its log), TIDE_LAB_INTERRUPTED. */
export async function waitUntilReady(options: ReadinessOptions): Promise<void> {
  const until = performance.now() + options.withinMs;
  let state = 'it has not finished its start';
  for (;;) {
    if (options.signal?.aborted === true) throw labError('TIDE_LAB_INTERRUPTED');
    if (!options.process.running()) throw await died(options);
    if (logOf(options.process).includes(STARTED)) {
      if (options.ask === null) return;
      const answer = await askMetadata(options.ask.host, options.ask.port, ANSWER_MS_MAX);
      const known = answer?.brokerIds ?? [];
      if (answer !== undefined && answer.controllerId >= 0 && options.brokerIds.every((id) => known.includes(id)))
        return;
      state =
        answer === undefined ? 'it does not answer Metadata' : `it knows the brokers ${known.join(', ') || 'none'}`;
    }
    if (performance.now() > until) throw slow(options, state);
    await sleep(LOOK_EVERY_MS);
  }
}

function logOf(process: LabProcess): string {
  return [process.stdoutFile, process.stderrFile].map((file) => readFileSync(file, 'utf8')).join('\n');
}

async function died(options: ReadinessOptions): Promise<Error> {
  const { code, signal } = await options.process.exited;
  return labError('TIDE_LAB_BROKER_DIED', {
    name: options.name,
    status: signal ?? `code ${code}`,
    lines: tellingLines(logOf(options.process)),
    log: options.process.stdoutFile,
    config: options.configFile,
  });
}

function slow(options: ReadinessOptions, state: string): Error {
  return labError('TIDE_LAB_BROKER_SLOW', {
    name: options.name,
    seconds: Math.round(options.withinMs / 1000),
    state,
    lines: tellingLines(logOf(options.process)),
    log: options.process.stdoutFile,
  });
}
