// tiny: hand-made histories of a few records, for tests that show one rule each.
import { HISTORY_FORMAT, type HistoryFile, type HistoryHeader, type HistoryLine, type RunFacts } from '../history.ts';

type Id = readonly [session: string, partition: number, seq: number];

/** Site a is the primary, b the standby; one mirrored topic `t` with one partition. T0 at 1000, promotion at 2000, redirection at 2100, end at 20000. */
export class Tiny {
  readonly #files = new Map<string, { header: HistoryHeader; lines: HistoryLine[] }>();
  facts: RunFacts = {
    run: 'tiny',
    clock: { monotonicMs: 0, wallMs: 0 },
    primary: 'a',
    standby: 'b',
    architecture: 'active-passive-preserving',
    topics: [{ name: 't', partitions: 1, mirrored: true }],
    faults: [],
    t0: 1000,
    phases: { detectedAt: 1500, decidedAt: 1600, fencedAt: 1700, promotedAt: 2000, redirectedAt: 2100 },
    cut: [{ topic: 't', partition: 0, standbyLogEnd: 2, primaryHighWatermark: 3 }],
    promotedPositions: [],
    deadlineMs: 100,
    stableWindowMs: 500,
    endedAt: 20_000,
    exposure: [],
  };

  with(facts: Partial<RunFacts>): this {
    this.facts = { ...this.facts, ...facts };
    return this;
  }

  /** A run in which nothing was lost. */
  calm(): this {
    const none = { detectedAt: null, decidedAt: null, fencedAt: null, promotedAt: null, redirectedAt: null };
    return this.with({ t0: null, phases: none, cut: [] });
  }

  /** A way back to a: b closed at 6000 with the given log end, a opened at 7000; the histories part at `from`. */
  wayBack(mode: 'recreate' | 'shift', shift: number, from: number, survivorLogEnd: number): this {
    return this.with({
      failback: {
        mode,
        closedAt: 6000,
        openedAt: 7000,
        redirectedAt: 7100,
        starts: [{ topic: 't', partition: 0, shift, from }],
        equalUpTo: [{ topic: 't', partition: 0, survivorLogEnd }],
        positions: [],
        tail: { archived: 1, recovered: 1, alreadyThere: 0 },
      },
    });
  }

  file(process: string, header: Partial<HistoryHeader> & Pick<HistoryHeader, 'role'>): HistoryLine[] {
    const known = this.#files.get(process);
    if (known !== undefined) return known.lines;
    const full = {
      format: HISTORY_FORMAT,
      run: 'tiny',
      process,
      kind: 'node',
      site: 'c',
      pointedAt: 'bootstrap',
      clockErrorMs: 0,
      ...header,
    } as const;
    const lines: HistoryLine[] = [];
    this.#files.set(process, { header: full, lines });
    return lines;
  }

  producer(session = 'p', header: Partial<HistoryHeader> = {}): HistoryLine[] {
    return this.file(session, { role: 'producer', session, topic: 't', ...header });
  }

  /** Sends one record; acknowledged with the offset 5 ms later. */
  acked(seq: number, t: number, offset: number, session = 'p'): this {
    this.sent(seq, t, session);
    this.producer(session).push(['ok', t + 5, 0, seq, offset]);
    return this;
  }

  sent(seq: number, t: number, session = 'p'): this {
    this.producer(session).push(['invoke', t, 0, seq, t, 100, 'h']);
    return this;
  }

  /** The final read of a site: seqs of session p by offset; null = a gap. */
  log(
    site: string,
    records: readonly (number | Id | null)[],
    isolation: 'uncommitted' | 'committed' = 'uncommitted',
    when: 'end' | 'recovered' = 'end',
  ): this {
    const name = when === 'end' ? `final-${site}` : `final-${site}-recovered`;
    const lines = this.file(name, { role: 'final-read', site, pointedAt: site, when });
    lines.push(['range', 30_000, 't', 0, 0, records.length, isolation]);
    records.forEach((record, offset) => {
      if (record === null) return;
      const [session, partition, seq] = typeof record === 'number' ? (['p', 0, record] as const) : record;
      lines.push(['rec', 30_000, 't', 0, offset, session, partition, seq, 1, 0, 100, isolation]);
    });
    return this;
  }

  member(member = 'm', header: Partial<HistoryHeader> = {}): HistoryLine[] {
    return this.file(`g-${member}`, { role: 'consumer', group: 'g', member, ...header });
  }

  /** Deliveries [seq, offset] of session p, one millisecond apart. */
  delivered(t: number, records: readonly (readonly [seq: number, offset: number])[], member = 'm'): this {
    records.forEach(([seq, offset], i) => this.member(member).push(['deliver', t + i, 't', 0, offset, 'p', 0, seq, 1]));
    return this;
  }

  committed(t: number, offset: number, member = 'm'): this {
    this.member(member).push(['commit', t, 'ok', [['t', 0, offset]]]);
    return this;
  }

  promoted(offset: number | null, leaderEpoch = -1): this {
    return this.with({
      promotedPositions: [{ group: 'g', topic: 't', partition: 0, offset, leaderEpoch, how: 'test' }],
    });
  }

  get files(): readonly HistoryFile[] {
    return [...this.#files.values()];
  }
}
