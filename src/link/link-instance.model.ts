// Model of one link instance for tests: carries out the effects of the pure machine against model logs, one small act at a time.
import type { ModelLog, ModelSource } from './partition-log.model.ts';
import { begin, maySend, step, wantsFetch } from './partition.ts';
import { sequenceOf } from './sequence.ts';
import type { PartitionEffect, PartitionEvent, PartitionPolicy, PartitionView } from './view.ts';

export const MODEL_PRODUCER = 7;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly ids: readonly string[];
}

interface Request {
  readonly ids: readonly string[];
  readonly sequence: number;
  answer: { error: number; base: number } | null;
  executed: boolean;
  /** The connection is gone: the broker may still execute it, and nobody hears of it. */
  abandoned: boolean;
  readonly expected: number;
  /** The leader that the sender knows; another one refuses (a broker that comes back is met by a broken connection first). */
  readonly leaderEpoch: number;
}

export class ModelInstance {
  view: PartitionView;
  effects: PartitionEffect[] = [];
  queue: Range[] = [];
  /** The request in flight, and those whose connection broke before the broker came to them. */
  requests: Request[] = [];
  quarantines: { from: number; to: number; code: string }[] = [];
  gaps: { from: number; to: number }[] = [];
  /** Wrong places that this instance has been told of, and batches sent after. */
  wrongAnswers = 0;
  sentAfterWrong = 0;
  visited: Set<string>;
  readonly source: ModelSource;
  readonly target: ModelLog;
  private reading: { first: number; own: number | null } | null = null;

  constructor(policy: PartitionPolicy, source: ModelSource, target: ModelLog, visited: Set<string>) {
    this.source = source;
    this.target = target;
    this.visited = visited;
    const first = begin(policy);
    this.view = first.view;
    this.effects = [...first.effects];
  }

  apply(event: PartitionEvent): void {
    const before = this.view;
    const result = step(before, event);
    this.visited.add(`${before.state} ${event.type} ${result.view.state}`);
    this.view = result.view;
    for (const effect of result.effects) {
      if (effect.do === 'forget-queue') this.queue = [];
      else if (effect.do === 'quarantine')
        this.quarantines.push({ from: effect.from, to: effect.to, code: effect.fault.code });
      else if (effect.do === 'record-gap') this.gaps.push({ from: effect.from, to: effect.to });
      else if (effect.do !== 'alarm') this.effects.push(effect);
    }
  }

  /** Everything this instance could do next, as small acts. */
  acts(batch: number): (() => void)[] {
    const acts: (() => void)[] = [];
    if (this.effects.length > 0) acts.push(() => this.carryOut());
    const { view } = this;
    const position = view.fetched;
    if (wantsFetch(view) && this.queue.length < 3) acts.push(() => this.fetch(batch));
    if (view.state === 'seeding' && view.seedTo !== null && position + view.policy.shift < view.seedTo)
      acts.push(() => this.makeFiller(batch));
    if (maySend(view) && this.queue.length > 0) acts.push(() => this.send());
    for (const request of this.requests) {
      if (!request.executed) acts.push(() => this.execute(request));
      else if (!request.abandoned) acts.push(() => this.answer(request));
    }
    return acts;
  }

  loseConnection(): void {
    const open = this.requests.find((one) => !one.abandoned);
    if (open === undefined) return;
    open.abandoned = true;
    if (open.executed) this.requests = this.requests.filter((one) => one !== open);
    this.apply({ type: 'target-lost', why: 'reset' });
  }

  private carryOut(): void {
    const effect = this.effects[0]!;
    if (effect.do === 'survey') {
      if (effect.round !== this.view.round) this.effects.shift();
      else this.survey(effect.round);
      return;
    }
    this.effects.shift();
    if (effect.do === 'compare-tail') this.compareTail(effect.round, effect.below);
    else if (effect.do === 'wait') this.apply({ type: 'backoff-over', round: effect.round });
    else if (effect.do === 'find-source') this.metadata(effect.round);
    else if (effect.do === 'cut-front' && effect.round === this.view.round) {
      this.target.cutFront(effect.before);
      this.apply({ type: 'front-cut', round: effect.round, code: 0 });
    }
  }

  /** Two acts: the first reading with the producers, the second reading. Others may act between them. */
  private survey(round: number): void {
    if (this.reading === null) {
      this.metadata(round);
      this.reading = { first: this.target.end, own: this.target.lastSequence(MODEL_PRODUCER) };
      return;
    }
    const { first, own } = this.reading;
    this.reading = null;
    this.effects.shift();
    this.apply({
      type: 'log-ends',
      round,
      reading: {
        first,
        second: this.target.end,
        targetStart: this.target.start,
        sourceStart: this.source.start,
        sourceEnd: this.source.end,
        targetEpoch: this.target.leaderEpoch,
        ownLastSequence: own,
      },
    });
  }

  private metadata(round: number): void {
    const source = { topicId: 's', leader: 1, leaderEpoch: this.source.epoch };
    this.apply({ type: 'metadata', round, source, target: { topicId: 't', leader: 1, leaderEpoch: 0 } });
  }

  private compareTail(round: number, below: number): void {
    const at = below - 1;
    const batch = this.target.batchAt(at);
    const sourceOffset = at - this.view.policy.shift;
    const record = sourceOffset >= this.source.start ? this.source.records[sourceOffset] : undefined;
    const own = batch?.producerId === MODEL_PRODUCER && batch.sequence === sequenceOf(batch.base);
    const filler = own && this.target.idAt(at) === 'filler';
    const verdict =
      batch === undefined
        ? 'gone'
        : record !== undefined
          ? record.id === this.target.idAt(at)
            ? 'equal'
            : 'different'
          : filler
            ? 'own-filler'
            : own
              ? 'own'
              : 'unprovable';
    this.apply({ type: 'tail-compared', round, verdict, at, leaderEpoch: record?.epoch ?? -1, detail: `at ${at}` });
  }

  fetch(count: number): void {
    const { view } = this;
    const { round } = view;
    if (view.fetched < this.source.start || view.fetched > this.source.end) {
      const diverging = view.fetched > this.source.end && this.source.diverging(view.fetched, view.lastFetchedEpoch);
      if (diverging) this.apply({ type: 'diverging', round, ...diverging });
      else this.apply({ type: 'fetch-refused', round, code: 1 });
      return;
    }
    const diverging = this.source.diverging(view.fetched, view.lastFetchedEpoch);
    if (diverging !== null) {
      this.apply({ type: 'diverging', round, ...diverging });
      return;
    }
    this.apply({ type: 'source-read', round, highWatermark: this.source.end });
    const records = this.source.records.slice(view.fetched, view.fetched + count);
    if (records.length === 0) return;
    const from = view.fetched;
    const leaderEpoch = records.at(-1)!.epoch;
    this.apply({ type: 'fetched', round, baseOffset: from, nextOffset: from + records.length, leaderEpoch });
    this.queue.push({ from, to: from + records.length, ids: records.map((one) => one.id) });
  }

  private makeFiller(count: number): void {
    const from = this.view.fetched;
    const to = Math.min(this.view.seedTo! - this.view.policy.shift, from + count);
    this.apply({ type: 'fetched', round: this.view.round, baseOffset: from, nextOffset: to, leaderEpoch: -1 });
    this.queue.push({ from, to, ids: Array.from({ length: to - from }, () => 'filler') });
  }

  private send(): void {
    const range = this.queue.shift()!;
    const expected = range.from + this.view.policy.shift;
    this.apply({ type: 'sending', baseOffset: range.from, nextOffset: range.to });
    if (this.wrongAnswers > 0) this.sentAfterWrong += 1;
    this.requests.push({
      ids: range.ids,
      sequence: sequenceOf(expected),
      answer: null,
      executed: false,
      abandoned: false,
      expected,
      leaderEpoch: this.view.targetEpoch,
    });
  }

  private execute(request: Request): void {
    request.answer =
      request.leaderEpoch === this.target.leaderEpoch
        ? this.target.append(MODEL_PRODUCER, request.sequence, request.ids)
        : { error: 6, base: -1 };
    request.executed = true;
    if (request.abandoned) this.requests = this.requests.filter((one) => one !== request);
  }

  private answer(request: Request): void {
    this.requests = this.requests.filter((one) => one !== request);
    const { error, base } = request.answer!;
    if (error !== 0) {
      this.apply({ type: 'produce-refused', code: error, detail: '' });
      return;
    }
    if (base !== request.expected) this.wrongAnswers += 1;
    else this.target.safe = Math.max(this.target.safe, Math.min(this.target.end, base + request.ids.length));
    this.apply({ type: 'produced', baseOffset: base });
    this.apply({ type: 'high-watermark', offset: this.target.safe });
  }
}
