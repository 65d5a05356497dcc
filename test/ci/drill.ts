// Runs a short drill the way a person would, and reads its last JSON line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A short workload: the figures of the README's job, a third of its length, a quarter of its rate. */
export const SHORT: readonly string[] = ['--before', '8s', '--after', '8s', '--rate', '500'];

export interface ShortDrill {
  readonly code: number | null;
  readonly outcome: string;
  readonly directory: string;
  readonly metrics: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
}

interface ResultLine {
  readonly type: string;
  readonly directory: string;
  readonly result: {
    readonly outcome: string;
    readonly verdicts: readonly { readonly outcome: string; readonly objective: { readonly metric: string } }[];
    readonly check: { readonly clients: readonly { readonly kind: string }[] };
  };
}

/** `command` and `args` up to and including `drill run <scenario>` and its options, without `-o`. Fails with the last lines of stderr when there is no result. */
export function shortDrill(command: string, args: readonly string[], cwd: string): ShortDrill {
  const { status, stdout, stderr } = spawnSync(command, [...args, '-o', 'json'], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const line = (last.startsWith('{') ? JSON.parse(last) : { type: 'none' }) as ResultLine;
  assert.equal(line.type, 'result', `exit ${status}\n${stderr.slice(-4000)}\n${last.slice(0, 2000)}`);
  for (const file of ['report.json', 'report.html', 'facts.json']) {
    assert(existsSync(join(line.directory, file)), `${file} is missing in ${line.directory}`);
  }
  assert(readFileSync(join(line.directory, 'report.html'), 'utf8').length > 10_000);
  const { outcome, verdicts, check } = line.result;
  return {
    code: status,
    outcome,
    directory: line.directory,
    metrics: Object.fromEntries(verdicts.map((verdict) => [verdict.objective.metric, verdict.outcome])),
    kinds: [...new Set(check.clients.map((client) => client.kind))].toSorted(),
  };
}
