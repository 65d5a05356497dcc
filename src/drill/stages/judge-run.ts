// The end: facts written, history checked, verdicts made, report written. The lab is gone by now.
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { formatCount } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import { checkRunDirectory } from '../../check/index.ts';
import { DRILL_RESULT_FORMAT } from '../../report/core.ts';
import type { ConfigurationSnapshot } from '../../report/core.ts';
import { writeReport } from '../../report/index.ts';
import { assemble } from '../assemble.ts';
import type { DrillRun } from '../engine.ts';
import type { EventLog } from '../event-log.ts';
import { STABLE_WINDOW_MS } from '../bounds.ts';
import { factsOf, zeroOf } from '../facts.ts';
import { figuresOfRun } from '../figures-of-run.ts';
import { fencingShow, writesAtRetired } from '../fencing.ts';
import type { WritesAtRetired } from '../fencing.ts';
import type { Gathered } from '../gathered.ts';
import type { RunRecord } from '../record.ts';
import { writeJson } from '../run-directory.ts';
import { exposureSeries, throughputSeries } from '../samples.ts';
import { compareCounts, countFinalRead } from '../second-opinions.ts';
import type { SecondOpinion } from '../../report/core.ts';
import type { Stage } from '../stage.ts';
import { bandsOf, timelineOf } from '../timeline.ts';
import { toolIdentity } from '../tool.ts';

export interface Judgement {
  readonly stage: Stage;
  readonly gathered: Gathered;
  readonly log: EventLog;
  readonly startedWallMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly configuration: readonly ConfigurationSnapshot[];
}

export async function judgeRun(judgement: Judgement): Promise<DrillRun> {
  const { stage, gathered, log } = judgement;
  const { run } = stage;
  await writeFacts(stage, gathered);
  const check = await checkRunDirectory(run.root);
  const found = check.anomalies.filter((each) => each.count > 0 && each.outcome === 'fail');
  log.say(
    'drill.checked',
    `The checker says ${check.outcome}; ${formatCount(check.totals.acknowledged)} acknowledged records looked at.`,
    {
      outcome: check.outcome,
      anomalies: found.map((each) => ({ name: each.name, count: each.count })),
    },
  );
  const figures = await figuresOfRun(run, stage.scenario, check, gathered.wayBack);
  const record: RunRecord = { ...(await recordOf(judgement)), ...figures };
  await writeJson(run.runFile, record);
  const result = assemble(record, check);
  const written = await writeReport(run.root, result);
  log.say('drill.report', `The report is ${written.html}.`, { html: written.html, json: written.json });
  return { result, directory: run.root };
}

/** Written before anybody checks; also when a drill breaks off, so that its history can still be judged. */
export async function writeFacts(stage: Stage, gathered: Gathered): Promise<void> {
  const facts = factsOf({
    run: stage.run.id,
    scenario: stage.scenario,
    clock: stage.clockPair,
    primary: stage.primary,
    standby: stage.standby,
    faults: stage.faults,
    failover: gathered.failover,
    failback: gathered.failback,
    exposure: gathered.sampler.exposure,
    endedAt: gathered.workloadTo,
    stableWindowMs: STABLE_WINDOW_MS,
    processes: gathered.processes(),
  });
  await writeJson(stage.run.factsFile, facts);
}

async function recordOf(judgement: Judgement): Promise<RunRecord> {
  const { stage, gathered, log, startedWallMs } = judgement;
  const { run } = stage;
  const zero = zeroOf(stage.faults) ?? gathered.workloadFrom;
  const endedWallMs = systemClock.wallMs();
  const window = { from: gathered.workloadFrom, to: gathered.workloadTo, zero };
  return {
    formatVersion: DRILL_RESULT_FORMAT,
    tool: await toolIdentity(),
    run: {
      id: run.id,
      directory: run.root,
      seed: stage.seed,
      startedWallMs,
      endedWallMs,
      durationMs: endedWallMs - startedWallMs,
    },
    scenario: stage.scenario,
    timeline: timelineOf(log.events, zero),
    series: [...throughputSeries(gathered.watch.pulses(), window), ...exposureSeries(gathered.sampler.exposure, zero)],
    bands: bandsOf(stage.faults, zero),
    fencing: fencingShow(await stubbornWrites(stage, gathered.failback?.openedAt), gathered.fence),
    secondOpinions: await opinionsOf(stage, gathered),
    ...(gathered.wayBack === null ? {} : { wayBack: gathered.wayBack }),
    configuration: judgement.configuration,
    environment: judgement.environment,
    gaps: stage.gaps,
    recheck: `npx tideover drill check ${relative(process.cwd(), run.root) || '.'}`,
  };
}

/** After the failback the old primary is the primary again, and whoever points at it is right. */
async function stubbornWrites(
  { run, primary }: Stage,
  until: number | null = null,
): Promise<readonly WritesAtRetired[]> {
  const files = (await readdir(run.history)).filter((name) => name.endsWith('.jsonl'));
  const writes = await Promise.all(
    files.map((name) => writesAtRetired(join(run.history, name), primary, until ?? undefined)),
  );
  return writes.filter((each) => each !== null);
}

async function opinionsOf({ run }: Stage, gathered: Gathered): Promise<readonly SecondOpinion[]> {
  const files = (await readdir(run.final)).filter((name) => name.endsWith('.jsonl'));
  const read = (await Promise.all(files.map((name) => countFinalRead(join(run.final, name))))).flat();
  return compareCounts("Kafka's console consumer (Java)", gathered.counted, read);
}
