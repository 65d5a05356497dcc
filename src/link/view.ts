// View: all that the link knows of one partition, the events that change it, and the effects that a change asks for. No payload.
import type { LinkOptions, PartitionState } from './contract.ts';

/** What does not change while the link lives. */
export interface PartitionPolicy {
  /** target offset = source offset + shift */
  readonly shift: number;
  /** First source offset to copy. */
  readonly from: number;
  /** Log end of the target at which this link may begin; null: any. */
  readonly promisedLogEnd: number | null;
  readonly fillers: LinkOptions['fillers'];
}

/** Code and sentences of what holds a partition up; the fields went into the sentences. */
export interface Fault {
  readonly code: string;
  readonly say: string;
  readonly next: string;
}

/** Where a log is led, and which log it is. */
export interface Placed {
  readonly topicId: string;
  /** -1: nobody leads it now. */
  readonly leader: number;
  readonly leaderEpoch: number;
}

/** Both log ends, read around the list of producers, and the ends of the source. */
export interface Reading {
  readonly first: number;
  readonly second: number;
  readonly targetStart: number;
  readonly sourceStart: number;
  /** Log end of the source's leader, not its high watermark: that one may fall behind for a moment after an election. */
  readonly sourceEnd: number;
  /** Leader epoch of the target's log at the second reading. */
  readonly targetEpoch: number;
  /** Last sequence of this link's own producer id at the target; null: the broker has no state of it (hole A). */
  readonly ownLastSequence: number | null;
}

/** What the last records of the target are, next to the source's at the same place; gone: the target's log end has changed meanwhile. */
export type TailVerdict = 'equal' | 'different' | 'own' | 'own-filler' | 'unprovable' | 'gone';

export interface PartitionView {
  readonly policy: PartitionPolicy;
  readonly state: PartitionState;
  /** Raised by every survey that is asked for; answers of an older round are late and change nothing. */
  readonly round: number;
  readonly sourceTopicId: string | null;
  readonly targetTopicId: string | null;
  /** Next source offset to fetch. */
  readonly fetched: number;
  /** Next target offset to be acknowledged. */
  readonly acknowledged: number;
  /** High watermark of the target as last read. */
  readonly safe: number;
  readonly sourceHighWatermark: number | null;
  readonly lastFetchedEpoch: number;
  /** False while the source's leader is looked for again. */
  readonly sourceReady: boolean;
  /** Target offsets of the one batch in flight. */
  /** Behind the last batch that was sent; -1: none was since the last look at the logs. */
  readonly sentTo: number;
  /** Leader epoch under which the position was read: under another one an unsafe tail may have been lost and replaced. */
  readonly targetEpoch: number;
  readonly inFlight: { readonly base: number; readonly next: number } | null;
  /** Target offset up to which fillers stand for what the source does not hold; null when not seeding. */
  readonly seedTo: number | null;
  /** Hidden fillers inside a log that holds records; otherwise plain ones, which are cut away. */
  readonly seedHidden: boolean;
  /** Failed attempts in a row; sets the wait before the next. */
  readonly attempts: number;
  /** The same for the source, which is looked for while the target goes on. */
  readonly sourceAttempts: number;
  /** Surveys in a row that saw the log end move. */
  readonly unsteady: number;
  /** The gates of the beginning were passed once: promised log end and comparison of the tail. */
  readonly begun: boolean;
  /**
   * A batch of an earlier life or round may still be executed, and made of what the source has since lost: the broker would take ours
   * for its repeat. After the first answer the tail is compared once more.
   */
  readonly unsure: boolean;
  /** Look at the tail once more although the broker knows our producer. */
  readonly recheckTail: boolean;
  readonly reading: Reading | null;
  readonly fault: Fault | null;
}

export type PartitionEvent =
  | {
      readonly type: 'metadata';
      readonly round: number;
      readonly source: Placed | null;
      readonly target: Placed | null;
    }
  | {
      readonly type: 'survey-failed';
      readonly round: number;
      readonly side: 'source' | 'target';
      readonly code: number;
      readonly why: string;
    }
  | { readonly type: 'log-ends'; readonly round: number; readonly reading: Reading }
  | {
      readonly type: 'tail-compared';
      readonly round: number;
      readonly verdict: TailVerdict;
      /** Target offset of the first difference, or of the last record compared. */
      readonly at: number;
      /** Leader epoch of the source's batch there; -1 unknown. */
      readonly leaderEpoch: number;
      readonly detail: string;
    }
  | { readonly type: 'front-cut'; readonly round: number; readonly code: number }
  | {
      readonly type: 'fetched';
      readonly round: number;
      readonly baseOffset: number;
      readonly nextOffset: number;
      readonly leaderEpoch: number;
    }
  | { readonly type: 'source-read'; readonly round: number; readonly highWatermark: number }
  | { readonly type: 'diverging'; readonly round: number; readonly epoch: number; readonly endOffset: number }
  | { readonly type: 'fetch-refused'; readonly round: number; readonly code: number }
  | { readonly type: 'source-lost'; readonly round: number; readonly why: string }
  | {
      readonly type: 'unfit';
      readonly round: number;
      readonly code: UnfitCode;
      readonly offset: number;
      readonly detail: string;
    }
  /** Source offsets of the batch that goes out now. */
  | { readonly type: 'sending'; readonly baseOffset: number; readonly nextOffset: number }
  /** The target's answer: the target offset of the first record. */
  | { readonly type: 'produced'; readonly baseOffset: number }
  | { readonly type: 'produce-refused'; readonly code: number; readonly detail: string }
  | { readonly type: 'target-lost'; readonly why: string }
  | { readonly type: 'high-watermark'; readonly offset: number }
  /** Log end of the target, read while nothing was in flight; `asked`: the position when it was asked for. */
  | { readonly type: 'idle-log-end'; readonly asked: number; readonly offset: number; readonly leaderEpoch: number }
  /** The target did not answer such a question: what leads the partition may be another broker, or the same one in another life. */
  | { readonly type: 'target-silent' }
  | { readonly type: 'reading-old' }
  | { readonly type: 'backoff-over'; readonly round: number }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' };

export type PartitionEventType = PartitionEvent['type'];

/** What a source's batch may be that this link will not write as it stands. */
export type UnfitCode = 'TIDE_LINK_TRANSACTIONS' | 'TIDE_LINK_COMPACTED' | 'TIDE_LINK_OLD_FORMAT' | 'TIDE_LINK_CORRUPT';

export type PartitionEffect =
  /** Metadata of both sides, then log end, producers, log end at the target, and both ends at the source. */
  | { readonly do: 'survey'; readonly round: number; readonly afterMs: number }
  /** Compare the last records below `below`, and the first at `first` when given (target offsets). */
  | { readonly do: 'compare-tail'; readonly round: number; readonly below: number; readonly first: number | null }
  | { readonly do: 'cut-front'; readonly round: number; readonly before: number }
  | { readonly do: 'find-source'; readonly round: number; readonly afterMs: number }
  | { readonly do: 'wait'; readonly round: number; readonly ms: number }
  | { readonly do: 'forget-queue' }
  /** Target offsets that are not what they should be, or that the answer told of. */
  | { readonly do: 'quarantine'; readonly from: number; readonly to: number; readonly fault: Fault }
  /** Source offsets that no longer exist and were filled. */
  | { readonly do: 'record-gap'; readonly from: number; readonly to: number; readonly why: string }
  | { readonly do: 'alarm'; readonly fault: Fault };

export interface Step {
  readonly view: PartitionView;
  readonly effects: readonly PartitionEffect[];
  /** One sentence when nothing changed because the table says so; null otherwise. */
  readonly stayed: string | null;
}
