// The end of a run: both sites are read to their log ends by a public client, and counted once more by Kafka's console consumer.
import { join } from 'node:path';
import type { SiteName, TopicSpec } from '../../scenario/core.ts';
import { drillError } from '../errors.ts';
import { logTail } from '../log-tail.ts';
import type { Counted } from '../second-opinions.ts';
import type { Stage } from '../stage.ts';
import { runFinalRead, secondOpinion } from '../workload/index.ts';

const READ_WITHIN_MS = 60_000;

/** Sites whose brokers run; a site that stayed lost cannot be read, and the checker says what that leaves open. */
export function readableSites(stage: Stage): readonly SiteName[] {
  return [stage.primary, stage.standby].filter((site) => stage.lab.sites[site]?.clientListener !== 'down');
}

/** What a site that came back holds, before anything there can be cut or deleted: the judge's own look, not the engine's archive. */
export async function readRecovered(stage: Stage, site: SiteName): Promise<void> {
  await readSite(stage, site, 'recovered');
}

/** Throws TIDE_DRILL_FINAL_READ when a read did not get to the end: without it there is no verdict. */
export async function readFinally(stage: Stage, sites: readonly SiteName[]): Promise<void> {
  await Promise.all(sites.map((site) => readSite(stage, site, 'end')));
}

async function readSite(stage: Stage, name: SiteName, when: 'end' | 'recovered'): Promise<void> {
  const { scenario, run, lab } = stage;
  const site = lab.sites[name];
  if (site === undefined) throw new Error(`the lab has no site ${name}`);
  const read = await runFinalRead(lab, {
    run: run.id,
    site: name,
    bootstrap: site.adminBootstrap,
    properties: site.adminProperties,
    topics: scenario.workload.topics.map((topic) => ({ name: topic.name, partitions: topic.partitions })),
    groups: scenario.workload.groups.map((group) => group.group),
    historyFile: join(run.final, when === 'end' ? `${name}.jsonl` : `${name}.recovered.jsonl`),
    when,
    withinMs: READ_WITHIN_MS,
  });
  if (read.complete) return;
  throw drillError('TIDE_DRILL_FINAL_READ', {
    site: name,
    withinMs: READ_WITHIN_MS,
    words: await logTail({ stdoutFile: read.historyFile, stderrFile: read.stderrFile }),
    log: read.stderrFile,
  });
}

/** Counts every topic at every readable site, by one Java consumer each, all at once: most of their time is waiting for the end. */
export async function countAgain(stage: Stage, sites: readonly SiteName[]): Promise<readonly Counted[]> {
  const { topics } = stage.scenario.workload;
  return Promise.all(sites.flatMap((site) => topics.map((topic) => countOne(stage, site, topic))));
}

async function countOne(stage: Stage, name: SiteName, topicSpec: TopicSpec): Promise<Counted> {
  const topic = topicSpec.name;
  const site = stage.lab.sites[name]!;
  const partitions = Array.from({ length: topicSpec.partitions }, (_, partition) => ({ topic, partition }));
  const cluster = name === stage.primary ? stage.clusters.primary : stage.clusters.standby;
  const ranges = await cluster.logRanges(partitions, 'uncommitted');
  const { records } = await secondOpinion(stage.lab, {
    site: name,
    topic,
    bootstrap: site.adminBootstrap,
    properties: site.adminProperties,
    ends: ranges.map((range) => ({
      partition: range.partition,
      earliest: range.earliest.offset,
      end: range.end.offset,
    })),
    withinMs: READ_WITHIN_MS,
  });
  return { site: name, topic, records };
}
