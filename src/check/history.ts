// History: what clients did and saw, written before anybody analyses it. One JSON array per line; this file is the format's only definition.
//
// A run directory holds `history/<process>.jsonl` (one per workload process) and `final/<site>.jsonl` (the final reads).
// Line 1 is the header object; each further line is one array `[type, t, ...]`.
// `t` is CLOCK_MONOTONIC in milliseconds with three decimals, the same clock in every process of the machine;
// run.json holds one pair (monotonicMs, wallMs) to convert from and to wall time.

export const HISTORY_FORMAT = 'tideover-history/1';

/** First line of every history file. */
export interface HistoryHeader {
  readonly format: typeof HISTORY_FORMAT;
  readonly run: string;
  /** Process name, unique in the run. */
  readonly process: string;
  readonly role: 'producer' | 'consumer' | 'final-read';
  readonly kind: 'node' | 'java' | 'librdkafka';
  /** Where the process ran; for final reads: the site that was read. */
  readonly site: string;
  readonly pointedAt: string;
  /** Producer: its session and topic. */
  readonly session?: string;
  readonly topic?: string;
  /** Producer: false when the client's log has no invoke lines (stock Java tool): every seq below the highest known one was invoked. */
  readonly invokesLogged?: boolean;
  /** Producer: records per second of the open-loop schedule, for clients without invoke lines. */
  readonly recordsPerSecond?: number;
  /** Producer: it sends so many records to each partition and is done; it has no open-loop schedule by which an outage could be measured. */
  readonly recordsPerPartition?: number;
  /** Consumer: its group and member name. */
  readonly group?: string;
  readonly member?: string;
  /** Clock error of `t` in this file, milliseconds (0 for same-clock processes, about 1 when converted from wall time). */
  readonly clockErrorMs: number;
  /**
   * Final read: `end` (default) = the read that the verdict rests on; `recovered` = an earlier read of a site that came back,
   * before anything could truncate it (file `final/<site>.recovered.jsonl`).
   */
  readonly when?: 'end' | 'recovered';
}

/**
 * RecordId is (run, session, partition, seq). Stamped into each record by `check/stamp.ts`;
 * the stock Java tool stamps `<session number>.<seq>` instead, its partition is known only from the log and the acknowledgement.
 *
 * `seq` counts from 0 in send order. Sessions with invoke lines: per (session, partition), or over all partitions, both are understood.
 * Sessions with `invokesLogged: false`: over all partitions; `recordPartition` in deliver and rec lines is then ignored (write the log's partition).
 * A record stamped by another run is written with session `<run>:<session>`, so that it stays foreign.
 * A session's name, when it restarts as a new process, may go on with the next seq; a session that counts from 0 again needs a new name.
 */
export interface RecordId {
  readonly session: string;
  readonly partition: number;
  readonly seq: number;
}

/**
 * Producer lines.
 *   invoke: [ "invoke", t, partition, seq, intendedT, bytes, hash ]   handed to the client library at t; scheduled for intendedT; hash of the payload
 *   ok:     [ "ok",     t, partition, seq, offset ]                   acknowledged with this offset
 *   fail:   [ "fail",   t, partition, seq, reason ]                   provably not written
 *   info:   [ "info",   t, partition, seq, reason ]                   time-out, lost connection, dead client: may or may not exist
 *            (an invoke without any answer counts as info; a later ok overrides an info)
 *   txn:    [ "txn",    t, what, id, [[partition, seq], ...] ]        what = begin | commit | abort | commit-unknown; the list may be empty for begin,
 *            and names all records of the transaction for the others; id is unique in the session
 * Consumer lines.
 *   deliver: [ "deliver", t, topic, partition, offset, session, recordPartition, seq, intact ]   handed to the application and processed; intact 1 = hash agrees, 0 = not
 *            a record without a stamp has session "" and seq -1
 *   assign / revoke / lost: [ "assign", t, [[topic, partition, position|null], ...] ]            position: where reading starts, if the client tells
 *   commit:  [ "commit", t, outcome, [[topic, partition, offset], ...] ]                         outcome ok | fail | info; offset = next record to read
 * Any process.
 *   note:    [ "note", t, what, details ]       e.g. what = "client-recreated", "rebalance", "error", "started", "stopping"
 *   stall:   [ "stall", t, durationMs ]         the process itself stood still until t (event loop, GC): samples in it are void
 * Final read lines.
 *   range:   [ "range", t, topic, partition, earliest, logEnd, isolation ]                       what was to be read; isolation "uncommitted" | "committed"
 *   rec:     [ "rec", t, topic, partition, offset, session, recordPartition, seq, intact, timestamp, bytes, isolation ]   isolation as above
 *   group:   [ "group", t, group, topic, partition, offset|null, leaderEpoch ]                   committed position at the end, per site
 *   note:    [ "note", t, "incomplete", [topic, partition, isolation, readTo] ]                  the reader gave up at offset readTo; nothing above it is judged
 */
export type ProducerLine =
  | readonly ['invoke', number, number, number, number, number, string]
  | readonly ['ok', number, number, number, number]
  | readonly ['fail', number, number, number, string]
  | readonly ['info', number, number, number, string]
  | TransactionLine;
export type TransactionLine = readonly [
  'txn',
  number,
  'begin' | 'commit' | 'abort' | 'commit-unknown',
  string,
  readonly (readonly [number, number])[],
];
export type ConsumerLine =
  | readonly ['deliver', number, string, number, number, string, number, number, 0 | 1]
  | readonly ['assign' | 'revoke' | 'lost', number, readonly (readonly [string, number, number | null])[]]
  | readonly ['commit', number, 'ok' | 'fail' | 'info', readonly (readonly [string, number, number])[]];
export type AnyLine = readonly ['note', number, string, unknown] | readonly ['stall', number, number];
export type FinalLine =
  | readonly ['range', number, string, number, number, number, 'uncommitted' | 'committed']
  | readonly [
      'rec',
      number,
      string,
      number,
      number,
      string,
      number,
      number,
      0 | 1,
      number,
      number,
      'uncommitted' | 'committed',
    ]
  | readonly ['group', number, string, string, number, number | null, number];
export type HistoryLine = ProducerLine | ConsumerLine | AnyLine | FinalLine;

export interface HistoryFile {
  readonly header: HistoryHeader;
  readonly lines: readonly HistoryLine[];
}

/** Facts about the run that no client can know; written by the drill into `facts.json` before the check. All times `t` as above. */
export interface RunFacts {
  readonly run: string;
  /** Every client process that was started; one that left no history file is missing evidence. Absent in older runs. */
  readonly processes?: readonly string[];
  readonly clock: { readonly monotonicMs: number; readonly wallMs: number };
  /** Sites with brokers: which one was primary, which one survives (null when nothing was lost). */
  readonly primary: string;
  readonly standby: string;
  /** Architecture row of the allowed matrix. */
  readonly architecture: string;
  /** Whether records keep their offsets at the standby; without it, only `active-passive-preserving` does. */
  readonly offsetPreserving?: boolean;
  readonly topics: readonly { readonly name: string; readonly partitions: number; readonly mirrored: boolean }[];
  /** Each fault: when the command was given, when it was proven effective by a probe through the faulted path, when it ended. */
  readonly faults: readonly FaultWindow[];
  /** T0: the effective time of the site loss (or of the first fault when no site is lost); null in a fault-free run. */
  readonly t0: number | null;
  /** End of each phase of the failover, null when it did not happen. */
  readonly phases: PhaseTimes;
  /** Per partition at the cut: the standby's log end at promotion, and the primary's high watermark last seen before (null: never seen). */
  readonly cut: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly standbyLogEnd: number;
    readonly primaryHighWatermark: number | null;
    /** Leader epoch of the partition at the standby, to judge copied epochs; unknown when left out. */
    readonly standbyLeaderEpoch?: number;
  }[];
  /** Group positions on the standby as the failover left them, before any client was redirected. */
  readonly promotedPositions: readonly {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    /** Null: no position existed. */
    readonly offset: number | null;
    readonly leaderEpoch: number;
    readonly how: string;
  }[];
  /** The planned way back to the primary after it returned; absent: there was none. */
  readonly failback?: FailbackFacts;
  /** Deadline D within which a scheduled operation counts as served, and the window W of served operations that ends an outage, milliseconds. */
  readonly deadlineMs: number;
  readonly stableWindowMs: number;
  /** End of the workload. */
  readonly endedAt: number;
  /** Exposure sampled while the run went on (live basis, not the judge's). */
  readonly exposure: readonly ExposureSample[];
}

/** What the failback engine says it did; the judge believes times and arithmetic, and looks for every record itself. */
export interface FailbackFacts {
  /** recreate: offsets equal to the survivor's again; shift: the tail stays, the survivor's records follow at one distance per partition. */
  readonly mode: 'recreate' | 'shift';
  /** Survivor closed to clients, old primary open to clients, names moved back; monotonic milliseconds, null when it did not come to that. */
  readonly closedAt: number | null;
  readonly openedAt: number | null;
  readonly redirectedAt: number | null;
  /** Old primary's offset = survivor's offset + shift, for survivor offsets from `from` on. */
  readonly starts: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly shift: number;
    readonly from: number;
  }[];
  /** Log ends of the survivor when it was closed and drained: below them both sites claim to be equal. */
  readonly equalUpTo: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly survivorLogEnd: number;
  }[];
  /** Positions the groups were given at the old primary. */
  readonly positions: readonly {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
  }[];
  /** Records of the divergent tail: in the archive, brought into the survivor's history, found there already. */
  readonly tail: { readonly archived: number; readonly recovered: number; readonly alreadyThere: number };
}

export interface FaultWindow {
  readonly kind: string;
  readonly title: string;
  readonly site: string | null;
  readonly commandedAt: number;
  readonly effectiveAt: number | null;
  /** The fault was in force up to this much before effectiveAt, milliseconds; absent in older runs. */
  readonly effectiveErrorMs?: number;
  /** How it was proven effective, or why not. */
  readonly proof: string;
  readonly endedAt: number | null;
}

export interface PhaseTimes {
  readonly detectedAt: number | null;
  readonly decidedAt: number | null;
  readonly fencedAt: number | null;
  readonly promotedAt: number | null;
  readonly redirectedAt: number | null;
}

/** One sample: records and milliseconds that exist acknowledged at the primary and not at the standby; null = unknown. */
export interface ExposureSample {
  readonly t: number;
  readonly records: number | null;
  readonly ms: number | null;
  /** For unknown: why. */
  readonly why?: string;
}
