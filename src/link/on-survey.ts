// What a survey of both logs leads to: gates of the beginning, alien records, holes, and where to go on. Pure.
import { faultOf } from './errors.ts';
import { type Move, askAgain, findSource, hold, keep, quarantine, recover } from './moves.ts';
import { sourceFault, targetFault } from './refusal.ts';
import { foreignRecords, sequenceOf } from './sequence.ts';
import type { PartitionEvent, PartitionView, Placed, Reading } from './view.ts';

type Of<T extends PartitionEvent['type']> = Extract<PartitionEvent, { readonly type: T }>;

/** Surveys in a row that may see the log end move before it is told; another instance that copies does that, rightly. */
const UNSTEADY_MAX = 4;

export function onMetadata(view: PartitionView, event: Of<'metadata'>): Move {
  const recreated = recreation(view, event.source, event.target);
  if (recreated !== null) return quarantine(view, recreated, view.acknowledged, view.acknowledged);
  const ids = {
    sourceTopicId: event.source?.topicId ?? view.sourceTopicId,
    targetTopicId: event.target?.topicId ?? view.targetTopicId,
  };
  const known: PartitionView = { ...view, ...ids };
  if (event.source === null) return hold(known, faultOf('TIDE_LINK_SOURCE_MISSING'));
  if (event.target === null) return hold(known, faultOf('TIDE_LINK_TARGET_MISSING'));
  const surveying = view.state === 'starting' || view.state === 'recovering';
  const leaderless = event.source.leader < 0 ? 'source' : surveying && event.target.leader < 0 ? 'target' : null;
  if (leaderless !== null) {
    const fault = faultOf('TIDE_LINK_NO_LEADER', { side: leaderless });
    return surveying ? askAgain(known, fault) : findSource(known, fault);
  }
  if (surveying) return keep({ ...known, sourceReady: true });
  return keep({ ...known, sourceReady: true, fault: view.sourceReady ? view.fault : null });
}

function recreation(view: PartitionView, source: Placed | null, target: Placed | null) {
  if (source !== null && view.sourceTopicId !== null && source.topicId !== view.sourceTopicId)
    return faultOf('TIDE_LINK_RECREATED_SOURCE', { was: view.sourceTopicId, is: source.topicId });
  if (target !== null && view.targetTopicId !== null && target.topicId !== view.targetTopicId)
    return faultOf('TIDE_LINK_RECREATED_TARGET', { was: view.targetTopicId, is: target.topicId });
  return null;
}

/** A broker did not answer (code 0), or refused a question of the survey. */
export function onSurveyFailed(view: PartitionView, event: Of<'survey-failed'>): Move {
  const { side, code } = event;
  const refused =
    code === 0
      ? null
      : side === 'target'
        ? targetFault(code, view.acknowledged, event.why)
        : sourceFault(code, view.fetched);
  if (refused !== null) return hold(view, refused);
  const fault = code === 0 ? faultOf('TIDE_LINK_UNREACHABLE', { side, detail: event.why }) : view.fault;
  if (view.state === 'starting' || view.state === 'recovering') return askAgain(view, fault);
  return view.sourceReady ? keep(view) : findSource(view, fault);
}

export function onLogEnds(view: PartitionView, event: Of<'log-ends'>): Move {
  const { reading } = event;
  const { policy } = view;
  if (reading.first !== reading.second) {
    const again = { ...view, unsteady: view.unsteady + 1 };
    return askAgain(again, again.unsteady > UNSTEADY_MAX ? faultOf('TIDE_LINK_MOVING') : view.fault);
  }
  const logEnd = reading.second;
  const seen: PartitionView = { ...view, unsteady: 0, reading };
  if (!view.begun && policy.promisedLogEnd !== null && logEnd < policy.promisedLogEnd)
    return quarantine(seen, shorterThanPromised(logEnd, policy.promisedLogEnd), logEnd, policy.promisedLogEnd);
  if (reading.ownLastSequence !== null) {
    const foreign = foreignRecords(logEnd, reading.ownLastSequence);
    if (foreign !== 0) return alien(seen, logEnd, foreign, reading);
  }
  if (aheadOfSource(seen, reading)) return ahead(seen, reading);
  if (!needsTail(seen, reading)) return goOn(seen, reading, false);
  const first = !view.begun && policy.promisedLogEnd !== null ? policy.promisedLogEnd : null;
  return { view: seen, effects: [{ do: 'compare-tail', round: view.round, below: logEnd, first }] };
}

function shorterThanPromised(logEnd: number, promised: number) {
  return faultOf('TIDE_LINK_DIVERGED', {
    detail: `its log ends at ${logEnd}, and the link was told that it ends at ${promised} or later.`,
  });
}

function alien(view: PartitionView, logEnd: number, foreign: number, reading: Reading): Move {
  const from = Math.max(reading.targetStart, logEnd - foreign);
  const detail = `The log ends at ${logEnd}, and the last record of this link has sequence ${reading.ownLastSequence} (${sequenceOf(logEnd)} was to follow).`;
  return quarantine(view, faultOf('TIDE_LINK_ALIEN', { from, to: logEnd, detail }), from, logEnd);
}

function wantedStart(view: PartitionView, reading: Reading): number {
  return Math.max(view.policy.from, reading.sourceStart);
}

function aheadOfSource(view: PartitionView, reading: Reading): boolean {
  return Math.max(reading.second - view.policy.shift, wantedStart(view, reading)) > reading.sourceEnd;
}

/** The target holds more than the source ever had or still has (LINK-11). */
function ahead(view: PartitionView, reading: Reading): Move {
  const { shift } = view.policy;
  const at = Math.max(reading.second - shift, wantedStart(view, reading));
  const detail = `Its log begins at ${reading.sourceStart}.`;
  const fault = faultOf('TIDE_LINK_TRUNCATED', { end: reading.sourceEnd, at, detail });
  return quarantine(view, fault, reading.sourceEnd + shift, at + shift);
}

/** The tail is compared whenever nothing else proves it: at the beginning, and when the broker has no state of our producer (LINK-8). */
function needsTail(view: PartitionView, reading: Reading): boolean {
  if (reading.second <= reading.targetStart) return false;
  if (!view.begun && view.policy.promisedLogEnd === reading.second) return false;
  if (!view.begun || view.recheckTail || reading.ownLastSequence === null) return true;
  // The log ends where another instance has written: its records, and their epoch at the source, are not known here.
  return reading.second !== view.acknowledged && reading.second !== view.sentTo;
}

export function onTailCompared(view: PartitionView, event: Of<'tail-compared'>): Move {
  const { reading } = view;
  if (reading === null) return keep(view);
  if (event.verdict === 'gone') return askAgain(view);
  if (event.verdict === 'different') {
    const fault = faultOf('TIDE_LINK_DIVERGED', { detail: event.detail });
    return quarantine(view, fault, event.at, reading.second);
  }
  if (event.verdict === 'unprovable') return hold(view, faultOf('TIDE_LINK_UNPROVEN', { at: event.at }));
  const seen = { ...view, lastFetchedEpoch: event.leaderEpoch };
  return goOn(seen, reading, event.verdict === 'own-filler');
}

/** Where the target's log end leads: copy from there, fill up to the source's beginning, or stop. */
function goOn(view: PartitionView, reading: Reading, tailIsFiller: boolean): Move {
  const { policy } = view;
  const logEnd = reading.second;
  const position = logEnd - policy.shift;
  const wanted = wantedStart(view, reading);
  const ready: PartitionView = {
    ...view,
    begun: true,
    recheckTail: false,
    fetched: position,
    acknowledged: logEnd,
    sentTo: -1,
    targetEpoch: reading.targetEpoch,
    sourceReady: true,
    reading: null,
    fault: null,
    // Nothing lies before the source's first offset that an epoch could belong to.
    lastFetchedEpoch: position <= reading.sourceStart ? -1 : view.lastFetchedEpoch,
  };
  if (tailIsFiller && position === wanted && reading.targetStart < logEnd)
    return {
      view: { ...ready, state: 'seeding', seedTo: logEnd, seedHidden: false },
      effects: [{ do: 'cut-front', round: view.round, before: logEnd }],
    };
  if (position >= wanted) return keep({ ...ready, state: 'proving' });
  return fillUp(ready, reading, tailIsFiller, wanted);
}

function fillUp(ready: PartitionView, reading: Reading, tailIsFiller: boolean, wanted: number): Move {
  const position = ready.fetched;
  const empty = reading.targetStart === reading.second;
  const seedTo = wanted + ready.policy.shift;
  if (empty || tailIsFiller) return keep({ ...ready, state: 'seeding', seedTo, seedHidden: false });
  if (ready.policy.fillers === 'hidden')
    return {
      view: { ...ready, state: 'seeding', seedTo, seedHidden: true },
      effects: [{ do: 'record-gap', from: position, to: wanted, why: 'retention at the source overtook the reader' }],
    };
  return hold(ready, faultOf('TIDE_LINK_RETENTION_HOLE', { from: position, to: wanted }));
}

export function onFrontCut(view: PartitionView, event: Of<'front-cut'>): Move {
  if (view.seedTo === null) return keep(view);
  if (event.code === 0) return keep({ ...view, state: 'proving', seedTo: null, attempts: 0, fault: null });
  const again = { ...view, recheckTail: true };
  const fault = targetFault(event.code, view.acknowledged, 'Fillers could not be cut away (DeleteRecords).');
  return fault === null ? recover(again) : hold(again, fault);
}
