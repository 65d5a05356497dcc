// View: what one vantage's observations say about one site. Pure.
import { formatSeconds } from '../base/core.ts';
import { type DetectPolicy, endOf, type Observation } from './observation.ts';

/**
 * clear: a record was written with acks=all and read back a moment ago. grey: metadata is answered, writes are not, for lostAfterMs.
 * blind: nothing is answered, for lostAfterMs. doubt: it fails, but not for long enough. void: the vantage cannot testify.
 */
export type Sight = 'clear' | 'grey' | 'blind' | 'doubt' | 'void';

export interface VantageView {
  readonly vantage: string;
  readonly vantageSite: string;
  readonly role: 'site' | 'witness';
  /** It stands at the watched site. */
  readonly inside: boolean;
  readonly sight: Sight;
  /** One sentence for people: what it saw, how often, since when. */
  readonly evidence: string;
}

/** Fewer failures than this prove nothing, however long they took. */
const FAILURES_NEEDED = 3;

/** All observations are of one vantage and one site; their order does not matter. */
export function viewOf(observations: readonly Observation[], policy: DetectPolicy, now: number): VantageView {
  const first = observations[0];
  if (first === undefined) throw new RangeError('a view needs an observation');
  const seen = observations.filter((one) => endOf(one) <= now + 1);
  const { vantage, vantageSite, role, watched } = first;
  const [sight, words] = judge(seen, policy, now);
  const inside = vantageSite === watched;
  const who = `${vantage} (${role === 'witness' ? 'witness' : inside ? 'inside' : 'at'} ${vantageSite})`;
  return { vantage, vantageSite, role, inside, sight, evidence: `${who} ${words}` };
}

function judge(seen: readonly Observation[], policy: DetectPolicy, now: number): readonly [Sight, string] {
  const lastEnd = Math.max(...seen.map(endOf), Number.NEGATIVE_INFINITY);
  if (now - lastEnd > policy.staleAfterMs) {
    const since = Number.isFinite(lastEnd) ? ` for ${formatSeconds(now - lastEnd)}` : '';
    return ['void', `has reported nothing${since}: it does not count`];
  }
  const judged = seen.filter((one) => one.outcome !== 'void');
  if (!judged.some((one) => now - endOf(one) <= policy.staleAfterMs)) {
    const reason = seen.findLast((one) => one.outcome === 'void')?.detail ?? 'unknown';
    return ['void', `cannot judge: ${reason}`];
  }
  const written = lastOk(judged, (one) => one.kind === 'round-trip');
  if (written !== undefined && now - written.at <= policy.deadlineMs + policy.probeEveryMs) {
    const age = formatSeconds(now - endOf(written));
    return ['clear', `wrote with acks=all and read back ${age} ago, in ${Math.round(written.latencyMs)} ms`];
  }
  return failing(seen, judged, written, policy, now);
}

function failing(
  seen: readonly Observation[],
  judged: readonly Observation[],
  written: Observation | undefined,
  policy: DetectPolicy,
  now: number,
): readonly [Sight, string] {
  const answered = lastOk(judged, () => true);
  const silence = runOf(seen, answered, () => true, policy, now);
  if (silence.long)
    return ['blind', `got no answer in ${silence.count} probes for ${formatSeconds(silence.forMs)}: ${silence.last}`];
  const unwritten = runOf(seen, written, (one) => one.kind === 'round-trip' || one.kind === 'produce', policy, now);
  const metadata = lastOk(judged, (one) => one.kind === 'metadata');
  const metadataFresh = metadata !== undefined && now - endOf(metadata) <= policy.staleAfterMs;
  if (unwritten.long && metadataFresh) {
    const words = `gets metadata, but could not write in ${unwritten.count} probes for ${formatSeconds(unwritten.forMs)}`;
    return ['grey', `${words}: ${unwritten.last}`];
  }
  const run = unwritten.count > silence.count ? unwritten : silence;
  return ['doubt', `has ${run.count} failed probes in ${formatSeconds(run.forMs)}, not enough to judge: ${run.last}`];
}

function lastOk(judged: readonly Observation[], wanted: (one: Observation) => boolean): Observation | undefined {
  return judged
    .filter((one) => one.outcome === 'ok' && wanted(one))
    .reduce<Observation | undefined>((last, one) => (last === undefined || one.at > last.at ? one : last), undefined);
}

interface Run {
  readonly count: number;
  readonly forMs: number;
  readonly long: boolean;
  readonly last: string;
}

/** The failures since the last success. Time in which the vantage itself stood still is not counted against the site. */
function runOf(
  seen: readonly Observation[],
  after: Observation | undefined,
  wanted: (one: Observation) => boolean,
  policy: DetectPolicy,
  now: number,
): Run {
  const since = seen.filter((one) => wanted(one) && one.at > (after?.at ?? Number.NEGATIVE_INFINITY));
  const failed = since.filter((one) => one.outcome === 'fail' || one.outcome === 'timeout');
  const begin = Math.min(...failed.map((one) => one.at));
  if (failed.length === 0) return { count: 0, forMs: 0, long: false, last: 'nothing failed' };
  const stalls = new Set(
    since.filter((one) => one.outcome === 'void' && one.at >= begin).map((one) => Math.round(one.at)),
  );
  const forMs = Math.max(0, now - begin - stalls.size * policy.probeEveryMs);
  const last = failed.reduce((latest, one) => (one.at >= latest.at ? one : latest)).detail;
  return { count: failed.length, forMs, long: failed.length >= FAILURES_NEEDED && forMs >= policy.lostAfterMs, last };
}
