// Tests of the judgement: the rules of SPEC.md as examples, and a simulated network as properties.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assess, DECISIONS, DEFAULT_DETECT_POLICY, type Observation, rowOf, type SiteState } from './core.ts';

const POLICY = DEFAULT_DETECT_POLICY;

/** What a vantage can do at a moment: everything, only metadata, nothing (answers vanish), or it stands still, or reports nothing. */
type Truth = 'serves' | 'grey' | 'gone' | 'refused' | 'stalled' | 'silent';

interface Stand {
  readonly vantage: string;
  readonly site: string;
  readonly role: 'site' | 'witness';
  readonly truth: (at: number) => Truth;
}

/** Plays the probes of some vantages from 0 to `end` and returns what has been reported by then. */
function play(stands: readonly Stand[], end: number, every = POLICY.probeEveryMs): Observation[] {
  const reported: Observation[] = [];
  for (const { vantage, site, role, truth } of stands) {
    for (let at = 0; at <= end; at += every) {
      const now = truth(at);
      if (now === 'silent') continue;
      const answers = { metadata: now === 'serves' || now === 'grey', 'round-trip': now === 'serves' } as const;
      for (const kind of ['metadata', 'round-trip'] as const) {
        const ok = answers[kind];
        const latencyMs = ok ? 15 : now === 'refused' ? 2 : POLICY.deadlineMs;
        const outcome = now === 'stalled' ? 'void' : ok ? 'ok' : now === 'refused' ? 'fail' : 'timeout';
        const connection = kind === 'metadata' ? 'fresh' : 'established';
        const common = { vantage, vantageSite: site, role, watched: 'paris', at, kind, connection } as const;
        if (at + latencyMs <= end) reported.push({ ...common, outcome, latencyMs, detail: now });
      }
    }
  }
  return reported;
}

const from =
  (time: number, then: Truth): ((at: number) => Truth) =>
  (at) =>
    at < time ? 'serves' : then;
const stand = (vantage: string, site: string, truth: (at: number) => Truth): Stand => ({
  vantage,
  site,
  role: vantage === 'witness' ? 'witness' : 'site',
  truth,
});
const judge = (stands: readonly Stand[], end: number): SiteState =>
  assess(play(stands, end), POLICY, end, 'paris').state;

test('DETECT-1 a site that takes writes from outside is healthy', () => {
  assert.equal(
    judge([stand('l', 'london', () => 'serves'), stand('witness', 'third', () => 'serves')], 5000),
    'HEALTHY',
  );
});

test('DETECT-2 a site that falls silent is lost after the bound and not before', () => {
  const stands = [stand('l', 'london', from(10_000, 'gone')), stand('witness', 'third', from(10_000, 'gone'))];

  assert.equal(judge(stands, 13_900), 'UNKNOWN');
  assert.equal(judge(stands, 14_600), 'LOST');
});

test('DETECT-3 the loss of one link is never the loss of a site', () => {
  const stands = [stand('l', 'london', from(5000, 'gone')), stand('witness', 'third', () => 'serves')];

  for (let end = 5000; end < 40_000; end += 250) assert.notEqual(judge(stands, end), 'LOST');
  assert.equal(judge(stands, 20_000), 'UNREACHABLE_FROM_ONE');
});

test('DETECT-4 metadata without writes is degraded', () => {
  const stands = [stand('l', 'london', from(5000, 'grey')), stand('witness', 'third', from(5000, 'grey'))];

  assert.equal(judge(stands, 12_000), 'DEGRADED');
});

test('DETECT-5 a site that lives for its own vantage is parted from the rest, not lost', () => {
  const outside = [stand('l', 'london', from(5000, 'gone')), stand('witness', 'third', from(5000, 'gone'))];

  assert.equal(judge([...outside, stand('p', 'paris', () => 'serves')], 20_000), 'PARTITIONED');
  assert.equal(judge([...outside, stand('p', 'paris', from(5000, 'silent'))], 20_000), 'LOST');
});

test('DETECT-6 silent vantages cannot testify, and without enough of them nothing is known', () => {
  const stands = [stand('l', 'london', from(5000, 'gone')), stand('witness', 'third', from(5000, 'silent'))];

  assert.equal(judge(stands, 20_000), 'UNKNOWN');
  assert.equal(assess([], POLICY, 1000, 'paris').state, 'UNKNOWN');
});

test('DETECT-7 a vantage that stood still does not blame the site', () => {
  const stands = [stand('l', 'london', from(5000, 'stalled')), stand('witness', 'third', from(5000, 'stalled'))];

  for (let end = 5000; end < 30_000; end += 250) assert.notEqual(judge(stands, end), 'LOST');
});

test('DETECT-8 without the witness a loss is not believed when the policy asks for it', () => {
  const stands = [stand('a', 'london', from(5000, 'gone')), stand('b', 'rome', from(5000, 'gone'))];
  const observations = play(stands, 20_000);

  assert.equal(assess(observations, POLICY, 20_000, 'paris').state, 'UNKNOWN');
  assert.equal(assess(observations, { ...POLICY, witnessRequired: false }, 20_000, 'paris').state, 'LOST');
});

test('DETECT-9 a refused connection is a failure like silence, and waits for the same bound', () => {
  const stands = [stand('l', 'london', from(10_000, 'refused')), stand('witness', 'third', from(10_000, 'refused'))];

  assert.equal(judge(stands, 13_900), 'UNKNOWN');
  assert.equal(judge(stands, 14_200), 'LOST');
});

test('DETECT-10 the first answer ends the judgement of loss', () => {
  const truth = (at: number): Truth => (at < 5000 || at >= 15_000 ? 'serves' : 'gone');
  const stands = [stand('l', 'london', truth), stand('witness', 'third', truth)];

  assert.equal(judge(stands, 14_900), 'LOST');
  assert.equal(judge(stands, 15_100), 'HEALTHY');
});

test('DETECT-11 every judgement says which rule decided and what each vantage saw', () => {
  const stands = [stand('l', 'london', from(5000, 'gone')), stand('witness', 'third', from(5000, 'gone'))];
  const { evidence } = assess(play(stands, 20_000), POLICY, 20_000, 'paris');

  assert.equal(evidence.length, 3);
  assert.match(evidence[0] ?? '', /paris is LOST: no vantage outside the site got any answer/);
  assert.match(evidence[2] ?? '', /witness \(witness third\) got no answer in \d+ probes for 15\.\d s: gone/);
});

const truthArbitrary = fc.constantFrom<Truth>('serves', 'grey', 'gone', 'refused', 'stalled', 'silent');
/** A vantage whose truth changes up to four times in 30 s. */
const changesArbitrary = fc
  .array(fc.tuple(fc.nat(30_000), truthArbitrary), { maxLength: 4 })
  .map((all) => all.toSorted(([a], [b]) => a - b));
const truthOf =
  (changes: readonly (readonly [number, Truth])[]) =>
  (at: number): Truth =>
    changes.findLast(([time]) => time <= at)?.[1] ?? 'serves';
const standsArbitrary = fc
  .tuple(changesArbitrary, changesArbitrary, changesArbitrary, changesArbitrary)
  .map(([london, rome, third, paris]) => [
    stand('l', 'london', truthOf(london)),
    stand('r', 'rome', truthOf(rome)),
    stand('witness', 'third', truthOf(third)),
    stand('p', 'paris', truthOf(paris)),
  ]);

test('DETECT-12 LOST is never said while any vantage outside had an answer within the bound', () => {
  fc.assert(
    fc.property(standsArbitrary, fc.integer({ min: 0, max: 40_000 }), (stands, end) => {
      const observations = play(stands, end);
      const assessment = assess(observations, POLICY, end, 'paris');

      if (assessment.state !== 'LOST') return;
      const answered = observations.filter((one) => one.vantageSite !== 'paris' && one.outcome === 'ok');
      const usable = new Set(
        assessment.vantages.filter((one) => !one.inside && one.sight !== 'void').map((one) => one.vantage),
      );
      const lately = answered.filter((one) => usable.has(one.vantage) && one.at > end - POLICY.lostAfterMs);
      assert.deepEqual(lately, []);
      assert.ok(usable.size >= POLICY.vantagesNeeded && usable.has('witness'));
    }),
    { numRuns: 1000 },
  );
});

test('DETECT-13 the judgement does not depend on the order of arrival', () => {
  fc.assert(
    fc.property(standsArbitrary, fc.integer({ min: 0, max: 40_000 }), (stands, end) => {
      const observations = play(stands, end);

      const forward = assess(observations, POLICY, end, 'paris');
      const backward = assess(observations.toReversed(), POLICY, end, 'paris');

      assert.equal(backward.state, forward.state);
    }),
  );
});

test('DETECT-14 the random network visits every state, and every row of the table has a state and a reason', () => {
  const visited = new Set<SiteState>();
  fc.assert(
    fc.property(standsArbitrary, fc.integer({ min: 0, max: 40_000 }), (stands, end) => {
      visited.add(judge(stands, end));
    }),
    { numRuns: 3000, seed: 7 },
  );
  assert.equal(visited.size, 6);
  for (const clear of [0, 1, 2]) {
    for (const grey of [0, 1, 2]) {
      for (const blind of [0, 1, 2]) {
        for (const doubt of [0, 1]) assert.ok(DECISIONS[rowOf({ clear, grey, blind, doubt })].why.length > 0);
      }
    }
  }
  assert.equal(Object.keys(DECISIONS).length, 36);
});

test('DETECT-15 a silent loss is always seen within the bound, one probe interval and one deadline', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3000, max: 20_000 }), fc.nat(499), (loss, phase) => {
      const gone = from(loss, 'gone');
      const stands = [stand('l', 'london', (at) => gone(at + phase)), stand('witness', 'third', gone)];
      const end = loss + POLICY.lostAfterMs + POLICY.probeEveryMs + POLICY.deadlineMs;

      assert.equal(judge(stands, end), 'LOST');
    }),
  );
});
