// One partition of the link as a pure machine: a view, an event, the next view and its effects, held to the table of transitions.
import { AssertionBroken, assert } from '../base/core.ts';
import { type Move, keep, recover, survey } from './moves.ts';
import { onDiverging, onFetchRefused, onFetched, onSourceLost, onSourceRead, onUnfit } from './on-source.ts';
import { onFrontCut, onLogEnds, onMetadata, onSurveyFailed, onTailCompared } from './on-survey.ts';
import {
  onHighWatermark,
  onIdleLogEnd,
  onProduceRefused,
  onProduced,
  onReadingOld,
  onSending,
  onTargetLost,
  onTargetSilent,
} from './on-target.ts';
import { TRANSITIONS } from './state.ts';
import type { PartitionEvent, PartitionPolicy, PartitionView, Step } from './view.ts';

/** A partition that nothing is known of yet, and the survey that begins it. */
export function begin(policy: PartitionPolicy): Step {
  const view: PartitionView = {
    policy,
    state: 'starting',
    round: 1,
    sourceTopicId: null,
    targetTopicId: null,
    fetched: 0,
    acknowledged: 0,
    safe: 0,
    sourceHighWatermark: null,
    lastFetchedEpoch: -1,
    sourceReady: true,
    sentTo: -1,
    targetEpoch: -1,
    inFlight: null,
    seedTo: null,
    seedHidden: false,
    attempts: 0,
    sourceAttempts: 0,
    unsteady: 0,
    begun: false,
    unsure: true,
    recheckTail: false,
    reading: null,
    fault: null,
  };
  return { view, effects: survey(view), stayed: null };
}

/** The next view. An event that an invariant rules out throws AssertionBroken with its id. */
export function step(view: PartitionView, event: PartitionEvent): Step {
  const cell = TRANSITIONS[view.state][event.type];
  if ('impossible' in cell) throw new AssertionBroken(`${cell.impossible}: ${event.type} while ${view.state}`);
  if ('round' in event && event.round !== view.round) return { view, effects: [], stayed: 'it answers an older round' };
  if ('stays' in cell && !alwaysNoted(view, event)) return { view, effects: [], stayed: cell.stays };
  const move = moved(view, event);
  const stays = move.view.state === view.state;
  assert(
    'goes' in cell ? cell.goes.includes(move.view.state) || stays : stays,
    `LINK-0: ${event.type} leads from ${view.state} to ${move.view.state}, which the table does not have`,
  );
  return { ...move, stayed: 'stays' in cell ? cell.stays : null };
}

/** In these states the event changes what is known although the state stays. */
function alwaysNoted(view: PartitionView, event: PartitionEvent): boolean {
  const { type } = event;
  const busy = view.state === 'proving' || view.state === 'copying';
  if (type === 'high-watermark' || type === 'sending') return true;
  if (type === 'produced' || type === 'produce-refused' || type === 'target-lost') return view.inFlight !== null;
  if (type === 'fetched') return busy || view.state === 'seeding';
  return (type === 'source-read' || type === 'source-lost') && busy;
}

function moved(view: PartitionView, event: PartitionEvent): Move {
  switch (event.type) {
    case 'metadata':
      return onMetadata(view, event);
    case 'survey-failed':
      return onSurveyFailed(view, event);
    case 'log-ends':
      return onLogEnds(view, event);
    case 'tail-compared':
      return onTailCompared(view, event);
    case 'front-cut':
      return onFrontCut(view, event);
    case 'fetched':
      return onFetched(view, event);
    case 'source-read':
      return onSourceRead(view, event);
    case 'diverging':
      return onDiverging(view, event);
    case 'fetch-refused':
      return onFetchRefused(view, event);
    case 'source-lost':
      return onSourceLost(view, event);
    case 'unfit':
      return onUnfit(view, event);
    case 'sending':
      return onSending(view, event);
    case 'produced':
      return onProduced(view, event);
    case 'produce-refused':
      return onProduceRefused(view, event);
    case 'target-lost':
      return onTargetLost(view, event);
    case 'high-watermark':
      return onHighWatermark(view, event);
    case 'idle-log-end':
      return onIdleLogEnd(view, event);
    case 'target-silent':
      return onTargetSilent(view);
    case 'reading-old':
      return onReadingOld(view);
    case 'backoff-over':
      return recover(view);
    case 'pause':
      return {
        view: {
          ...view,
          state: 'paused',
          round: view.round + 1,
          seedTo: null,
          seedHidden: false,
          recheckTail: view.recheckTail || view.seedTo !== null,
        },
        effects: [{ do: 'forget-queue' }],
      };
    case 'resume':
      return recover({ ...view, attempts: 0 });
    case 'stop':
      return {
        view: { ...view, state: 'stopped', round: view.round + 1 },
        effects: [{ do: 'forget-queue' }],
      };
    default:
      return keep(view);
  }
}

/** May the engine fetch for it now? Its queue's bound is the engine's. */
export function wantsFetch(view: PartitionView): boolean {
  return (view.state === 'proving' || view.state === 'copying') && view.sourceReady;
}

/** May the engine send its next batch now? */
export function maySend(view: PartitionView): boolean {
  return view.inFlight === null && (view.state === 'proving' || view.state === 'copying' || view.state === 'seeding');
}
