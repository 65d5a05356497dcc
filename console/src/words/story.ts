// The run in one or two sentences for somebody who reads nothing else.
import type { Rpo } from '../../../src/check/core.ts';
import type { DrillResult } from '../../../src/report/core.ts';
import { capital, count, seconds } from './format.ts';

/** The site that was lost first; null when the scenario loses none. */
export function lostSite(result: DrillResult): string | null {
  for (const { fault } of result.scenario.timeline) if (fault.kind === 'site-loss') return fault.site;
  return null;
}

/** The site that clients were moved to; null when nothing was moved. */
export function survivor(result: DrillResult): string | null {
  const lost = lostSite(result);
  if (lost === null || !result.scenario.failover) return null;
  return result.scenario.topology.sites.find((site) => site.brokers > 0 && site.name !== lost)?.name ?? null;
}

/** The survivor, once a canary has passed through all of its partitions; null when it was never promoted. */
export function promotedSite(result: DrillResult): string | null {
  return result.check.rto.promote === null ? null : survivor(result);
}

/** Numbers keep their unit on their line. */
export function storyOf(result: DrillResult): string {
  return sentencesOf(result).replaceAll(/(\d) (s|ms)\b/g, '$1\u00a0$2');
}

function sentencesOf(result: DrillResult): string {
  const opening = openingOf(result);
  const { rto, rpo } = result.check;
  const target = survivor(result);
  const from = target === null ? '' : ` from ${target}`;
  const down =
    rto.total === null
      ? 'It is not known when the last client was served again'
      : `The last client was served again${from} after ${seconds(rto.total)}`;
  if (rpo === null) return `${opening} ${down}.`;
  const missing =
    rpo.records.max === 0
      ? 'no acknowledged record was missing'
      : `${count(rpo.records.min)} of ${count(rpo.acknowledgedBeforeT0)} acknowledged records were missing${target === null ? '' : ` at ${target}`}${unanswered(rpo)}`;
  return `${opening} ${down}; ${missing}.`;
}

function unanswered(rpo: Rpo): string {
  const open = rpo.records.max - rpo.records.min;
  return open === 0 ? '' : `, and so were ${count(open)} whose writers got no answer`;
}

function openingOf(result: DrillResult): string {
  const entry = result.scenario.timeline.find(({ fault }) => fault.kind === 'site-loss') ?? result.scenario.timeline[0];
  if (entry === undefined) return 'Nothing was broken in this run.';
  const { fault } = entry;
  switch (fault.kind) {
    case 'site-loss':
      return `${capital(fault.site)} ${fault.manner === 'silent' ? 'fell silent and was lost' : 'was lost at once'}.`;
    case 'broker-crash':
      return `A broker of ${fault.site} crashed.`;
    case 'link-silent':
      return `The link between ${fault.between[0]} and ${fault.between[1]} fell silent for ${seconds(fault.durationMs)}.`;
    case 'replication-stopped':
      return `Replication was ${fault.manner}.`;
    case 'site-return':
      return `${capital(fault.site)} returned.`;
    default:
      return `${result.scenario.title}.`;
  }
}
