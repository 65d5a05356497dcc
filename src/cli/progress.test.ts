// Tests of progress: news line by line, figures now and then, silence under --quiet, JSON lines under -o json.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TideEvent } from '../base/core.ts';
import { showProgress } from './progress.ts';
import type { GlobalOptions, Terminal } from './terminal.ts';

function recorder(options: Partial<GlobalOptions>, live: boolean): Terminal & { readonly lines: string[] } {
  const lines: string[] = [];
  const all: GlobalOptions = { output: 'text', quiet: false, verbose: false, color: true, input: true, ...options };
  return {
    lines,
    options: all,
    colour: { out: false, err: false },
    live,
    width: null,
    data: (text) => lines.push(`out ${text.trimEnd()}`),
    talk: (text) => {
      if (!all.quiet) lines.push(`err ${text}`);
    },
    alarm: (text) => lines.push(`err! ${text}`),
    status: (text) => {
      if (live && text !== undefined) lines.push(`live ${text}`);
    },
  };
}

const event = (type: string, seconds: number, say: string): TideEvent => ({
  type,
  monotonicMs: 100_000 + seconds * 1000,
  wallMs: 0,
  say,
  data: {},
});

const STORY = [
  event('drill.phase', 0, 'starting the lab'),
  event('lab.broker-ready', 1, 'broker 1 of paris serves'),
  event('drill.progress', 2, '2,000 records'),
  event('drill.progress', 5.5, '9,000 records'),
  event('drill.progress', 6.5, '11,000 records'),
  event('drill.fault', 7, 'paris is silent'),
];

function told(options: Partial<GlobalOptions>, live = false): readonly string[] {
  const terminal = recorder(options, live);
  const progress = showProgress(terminal);
  for (const each of STORY) progress.listen(each);
  progress.end();
  return terminal.lines;
}

test('without a terminal, news are lines and figures come every few seconds', () => {
  assert.deepEqual(told({}), [
    'err    0.0 s  starting the lab',
    'err    5.5 s  broker 1 of paris serves  9,000 records',
    'err    7.0 s  paris is silent',
  ]);
});

test('on a terminal, a live line shows the latest of both', () => {
  const lines = told({}, true);

  assert(lines.includes('live    2.0 s  broker 1 of paris serves  2,000 records'));
  assert.deepEqual(
    lines.filter((line) => line.startsWith('err')),
    ['err    0.0 s  starting the lab', 'err    7.0 s  paris is silent'],
  );
});

test('with -v, every event but the figures is a line with its type', () => {
  assert(told({ verbose: true }).includes('err    1.0 s  lab.broker-ready  broker 1 of paris serves'));
});

test('with --quiet nothing is said', () => {
  assert.deepEqual(told({ quiet: true }), []);
});

test('with -o json every event is a JSON line on stdout, also with --quiet', () => {
  const lines = told({ output: 'json', quiet: true });

  assert.equal(lines.length, STORY.length);
  assert.deepEqual(JSON.parse(lines[1]!.slice(4)), STORY[1]);
});
