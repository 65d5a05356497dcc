// What the drill ran on: figures without which no time in the report means anything.
import { readFile } from 'node:fs/promises';
import os from 'node:os';

/** Facts of the machine and the run-times, for the report. */
export async function describeEnvironment(
  java: string,
  kafkaVersion: string,
): Promise<Readonly<Record<string, string>>> {
  const processors = os.cpus();
  return {
    processors: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    memory: `${(os.totalmem() / 2 ** 30).toFixed(1)} GiB`,
    'operating system': `${os.type()} ${os.release()} ${os.machine()}`,
    'load average at start': os
      .loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
    'pressure (some, avg60)': await pressure(),
    node: process.version,
    java,
    kafka: kafkaVersion,
  };
}

/** Share of time that some task waited for a processor, from the kernel; tells a noisy machine from a slow product. */
async function pressure(): Promise<string> {
  try {
    const text = await readFile('/proc/pressure/cpu', 'utf8');
    return `${/some .*avg60=([\d.]+)/.exec(text)?.[1] ?? 'unknown'} %`;
  } catch {
    return 'unknown (the kernel does not tell)';
  }
}
