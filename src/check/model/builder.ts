// ModelBuilder: takes history lines one by one (a million of them must never be kept as objects) and makes the Model.
import { keyOf } from '../../base/core.ts';
import type { HistoryHeader, HistoryLine, RunFacts } from '../history.ts';
import { attribute, markIncompleteReads } from './attribution.ts';
import { GroupHistory } from './groups.ts';
import { SiteLogs } from './logs.ts';
import { type FinalPosition, type Model, PRIMARY, type SiteModel, type Stall, type Transaction } from './model.ts';
import { PartitionTable } from './partitions.ts';
import { RecordTable, STATE } from './records.ts';
import { wayBackOf } from './way-back.ts';

/** Number of the returned primary as a site of its own; there is one only in runs with a way back. */
const RETURNED = 2;

export type LineSink = (line: HistoryLine) => void;

export class ModelBuilder {
  readonly #facts: RunFacts;
  readonly #sites: SiteModel[] = [];
  readonly #partitions = new PartitionTable();
  readonly #records = new RecordTable();
  readonly #groups = new Map<string, GroupHistory>();
  readonly #transactions = new Map<string, Transaction>();
  readonly #finalPositions: FinalPosition[] = [];
  readonly #stalls: Stall[] = [];
  readonly #gaps: string[] = [];
  readonly #remarks: string[] = [];
  readonly #tornSessions = new Set<number>();

  constructor(facts: RunFacts) {
    this.#facts = facts;
    this.#site(facts.primary);
    this.#sites.push(emptySite(facts.standby === facts.primary ? '' : facts.standby));
    if (facts.failback !== undefined) this.#sites.push(emptySite(facts.primary));
    for (const topic of facts.topics) {
      for (let partition = 0; partition < topic.partitions; partition++)
        this.#partitions.indexOf(topic.name, partition);
    }
  }

  /** Missing evidence that keeps the run from being green. */
  gap(sentence: string): void {
    this.#gaps.push(sentence);
  }

  /** A file whose process was killed while writing. What its last moments would have told is not judged. */
  torn(header: HistoryHeader, sentence: string): void {
    if (header.role === 'final-read') this.gap(sentence);
    else this.#remarks.push(sentence);
    if (header.session !== undefined) this.#tornSessions.add(this.#records.sessionNumber(header.session));
  }

  /** All headers come first: how an id is read depends on the session that wrote it. */
  declare(header: HistoryHeader): void {
    if (header.role === 'producer') this.#records.declare(header);
  }

  /** The consumer of one file's lines. */
  sink(header: HistoryHeader): LineSink {
    if (header.role === 'producer') return this.#producerSink(header);
    if (header.role === 'consumer') return this.#consumerSink(header);
    return this.#finalSink(header);
  }

  build(): Model {
    const { facts, switched, promotedAt } = { facts: this.#facts, ...switchOf(this.#facts) };
    const rows = this.#records.length;
    for (const site of this.#sites) for (const log of [site.log, site.committed, site.recovered]) log.seal(rows);
    const groups = [...this.#groups.values()];
    for (const group of groups) group.seal();
    const mirroredTopics = new Set(facts.topics.filter((topic) => topic.mirrored).map((topic) => topic.name));
    const cutRows = new Map(facts.cut.map((row) => [keyOf(row), row]));
    const transactions = [...this.#transactions.values()];
    const model: Model = {
      facts,
      sites: this.#sites,
      partitions: this.#partitions,
      records: this.#records,
      groups,
      transactions,
      finalPositions: this.#finalPositions,
      stalls: this.#stalls,
      switched,
      promotedAt,
      preserving: facts.offsetPreserving ?? facts.architecture === 'active-passive-preserving',
      mirrored: this.#partitions.all.map((tp) => mirroredTopics.has(tp.topic)),
      cut: this.#partitions.all.map((tp) =>
        switched ? (cutRows.get(keyOf(tp))?.standbyLogEnd ?? Infinity) : Infinity,
      ),
      primaryHighWatermark: this.#partitions.all.map((tp) => cutRows.get(keyOf(tp))?.primaryHighWatermark ?? null),
      ackSite: new Int8Array(rows).fill(-1),
      aborted: rowsOf(transactions, rows, ['abort']),
      undecided: rowsOf(transactions, rows, ['open', 'commit-unknown']),
      wayBack: wayBackOf(facts.failback, this.#partitions, RETURNED),
      tornSessions: this.#tornSessions,
      gaps: this.#gaps,
      remarks: this.#remarks,
    };
    attribute(model);
    markIncompleteReads(model);
    return model;
  }

  #producerSink(header: HistoryHeader): LineSink {
    const records = this.#records;
    const session = records.sessionNumber(header.session ?? header.process);
    const topic = header.topic ?? '';
    return (line) => {
      const kind = line[0];
      if (kind === 'invoke') {
        const row = records.rowOf(session, line[2], line[3]);
        if (records.state.at(row) === STATE.unseen) records.state.set(row, STATE.invoked);
        records.invokedAt.set(row, line[1]);
        records.intendedAt.set(row, line[4]);
        records.bytes.set(row, line[5]);
      } else if (kind === 'ok') {
        const row = records.rowOf(session, line[2], line[3]);
        records.state.set(row, STATE.ok);
        records.ackedAt.set(row, line[1]);
        records.ackOffset.set(row, line[4]);
        records.ackPartition.set(row, this.#partitions.indexOf(topic, line[2]));
      } else if (kind === 'fail' || kind === 'info') {
        const row = records.rowOf(session, line[2], line[3]);
        if (records.state.at(row) !== STATE.ok) records.state.set(row, STATE[kind]);
      } else if (kind === 'txn') {
        const key = `${session}/${line[3]}`;
        const known = this.#transactions.get(key);
        const rows = line[4].map(([partition, seq]) => records.rowOf(session, partition, seq));
        const outcome = line[2] === 'begin' ? 'open' : line[2];
        if (known === undefined) this.#transactions.set(key, { session, id: line[3], outcome, rows });
        else Object.assign(known, { outcome, rows: rows.length > 0 ? rows : known.rows });
      } else this.#common(header, line);
    };
  }

  #consumerSink(header: HistoryHeader): LineSink {
    const name = header.group ?? header.process;
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new GroupHistory(name);
      this.#groups.set(name, group);
    }
    const history = group;
    const { process, kind, site, pointedAt, clockErrorMs } = header;
    const member = history.members.push({ process, kind, site, pointedAt, clockErrorMs }) - 1;
    return (line) => {
      if (line[0] === 'deliver') {
        history.t.push(line[1]);
        history.partition.push(this.#partitions.indexOf(line[2], line[3]));
        history.offset.push(line[4]);
        history.row.push(this.#rowOf(line[5], line[6], line[7]));
        history.intact.push(line[8]);
        history.member.push(member);
      } else if (line[0] === 'commit') {
        for (const [topic, partition, offset] of line[3]) {
          const tp = this.#partitions.indexOf(topic, partition);
          history.commits.push({ t: line[1], member, partition: tp, offset, outcome: line[2], site: -1 });
        }
      } else if (line[0] === 'assign' || line[0] === 'revoke' || line[0] === 'lost') {
        for (const [topic, partition, position] of line[2]) {
          const tp = this.#partitions.indexOf(topic, partition);
          history.assignments.push({ t: line[1], what: line[0], member, partition: tp, position: position ?? null });
        }
      } else this.#common(header, line);
    };
  }

  #finalSink(header: HistoryHeader): LineSink {
    const index = this.#readOf(header);
    const site = this.#sites[index]!;
    const earlier = header.when === 'recovered' && this.#facts.failback === undefined;
    const logsOf = (isolation: string): SiteLogs =>
      isolation === 'committed' ? site.committed : earlier ? site.recovered : site.log;
    return (line) => {
      if (line[0] === 'rec') {
        const log = logsOf(line[11]).ensure(this.#partitions.indexOf(line[2], line[3]));
        log.add(line[4], this.#rowOf(line[5], line[6], line[7]), line[8], line[10]);
      } else if (line[0] === 'range') {
        logsOf(line[6]).ensure(this.#partitions.indexOf(line[2], line[3])).range = {
          earliest: line[4],
          logEnd: line[5],
        };
      } else if (line[0] === 'group') {
        const partition = this.#partitions.indexOf(line[3], line[4]);
        this.#finalPositions.push({ group: line[2], site: index, partition, offset: line[5], leaderEpoch: line[6] });
      } else if (line[0] === 'note' && line[2] === 'incomplete' && Array.isArray(line[3])) {
        const [topic, partition, isolation, readTo] = line[3] as [string, number, string, number];
        logsOf(isolation).ensure(this.#partitions.indexOf(topic, partition)).unreadFrom = readTo;
      } else this.#common(header, line);
    };
  }

  #common(header: HistoryHeader, line: HistoryLine): void {
    if (line[0] === 'stall') this.#stalls.push({ process: header.process, from: line[1] - line[2], to: line[1] });
  }

  #rowOf(session: string, partition: number, seq: number): number {
    if (session === '' || seq < 0) return -1;
    return this.#records.rowOf(this.#records.sessionNumber(session), partition, seq);
  }

  /** With a way back, the read of the primary at its return and the one at the end are of two sites: between them the log was made anew. */
  #readOf(header: HistoryHeader): number {
    const index = this.#site(header.site);
    return index === PRIMARY && this.#facts.failback !== undefined && header.when !== 'recovered' ? RETURNED : index;
  }

  #site(name: string): number {
    const known = this.#sites.findIndex((site) => site.name === name);
    return known >= 0 ? known : this.#sites.push(emptySite(name)) - 1;
  }
}

function emptySite(name: string): SiteModel {
  return { name, log: new SiteLogs(), committed: new SiteLogs(), recovered: new SiteLogs() };
}

/** Whether and when the standby took over. A lost primary without a promotion still makes the standby the survivor. */
function switchOf(facts: RunFacts): { switched: boolean; promotedAt: number } {
  const { promotedAt, redirectedAt } = facts.phases;
  const lost = facts.faults.some(
    (fault) => fault.kind === 'site-loss' && fault.site === facts.primary && fault.effectiveAt !== null,
  );
  const hasStandby = facts.standby !== '' && facts.standby !== facts.primary;
  return { switched: hasStandby && (lost || promotedAt !== null), promotedAt: promotedAt ?? redirectedAt ?? Infinity };
}

function rowsOf(
  transactions: readonly Transaction[],
  rows: number,
  outcomes: readonly Transaction['outcome'][],
): Uint8Array {
  const marked = new Uint8Array(rows);
  for (const transaction of transactions)
    if (outcomes.includes(transaction.outcome)) for (const row of transaction.rows) marked[row] = 1;
  return marked;
}
