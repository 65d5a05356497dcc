// Tests of the match of a tail with the survivor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type SurvivorRecord, type TailEntry, TailMatch } from './match.ts';

interface Content {
  readonly key: string | null;
  readonly value: string;
  readonly timestamp: number;
}

const printOf = ({ key, value, timestamp }: Content): string => `${key}|${value}|${timestamp}`;

function tailOf(contents: readonly Content[], change: Partial<TailEntry> = {}): TailEntry[] {
  return contents.map((content, i) => ({
    offset: 950 + i,
    timestamp: content.timestamp,
    kind: 'data',
    fingerprint: printOf(content),
    key: content.key,
    nullValue: content.value === '',
    ...change,
  }));
}

function atSurvivor(content: Content, offset: number, change: Partial<SurvivorRecord> = {}): SurvivorRecord {
  return {
    offset,
    timestamp: content.timestamp,
    fingerprint: printOf(content),
    key: content.key,
    ours: false,
    originOffset: null,
    ...change,
  };
}

const order = (value: string, timestamp = 1, key: string | null = 'k'): Content => ({ key, value, timestamp });

test('records that a producer sent to the other side again are on the survivor, with their offset there', () => {
  const match = new TailMatch(tailOf([order('a'), order('b'), order('c')]), { keyed: false });

  match.see(atSurvivor(order('x'), 950));
  match.see(atSurvivor(order('b'), 951));

  assert.deepEqual(
    [0, 1, 2].map((i) => match.classOf(i)),
    ['missing', 'on-survivor', 'missing'],
  );
  assert.equal(match.survivorOffset(1), 951);
});

test('DIV-7 of two equal records in the tail and one at the survivor, one is missing', () => {
  const match = new TailMatch(tailOf([order('a'), order('a')]), { keyed: false });

  match.see(atSurvivor(order('a'), 960));

  assert.deepEqual([match.counts()['on-survivor'], match.counts().missing], [1, 1]);
});

test('in a keyed topic a newer value of the survivor supersedes, an older one conflicts, none leaves it missing', () => {
  const tail = tailOf([order('a', 5, 'x'), order('b', 5, 'y'), order('c', 5, 'z'), order('', 5, 'w')]);
  const match = new TailMatch(tail, { keyed: true });

  match.see(atSurvivor(order('n', 9, 'x'), 950));
  match.see(atSurvivor(order('o', 2, 'y'), 951));

  assert.deepEqual(
    tail.map((_, i) => match.classOf(i)),
    ['superseded', 'conflicting', 'missing', 'tombstone'],
  );
});

test('where keys are no entities, a newer record of the same key says nothing', () => {
  const match = new TailMatch(tailOf([order('a', 5)]), { keyed: false });

  match.see(atSurvivor(order('n', 9), 950));

  assert.equal(match.classOf(0), 'missing');
  assert.equal(match.newerAtSurvivor(0), true);
});

test('a later record of the tail that the survivor already has supersedes an earlier one of its key', () => {
  const match = new TailMatch(tailOf([order('a', 5), order('b', 6)]), { keyed: true });

  match.see(atSurvivor(order('b', 6), 950));

  assert.deepEqual([match.classOf(0), match.classOf(1)], ['superseded', 'on-survivor']);
});

test('DIV-11 what was recovered earlier never makes the rest look old', () => {
  const contents = [order('a', 9), order('b', 3)];
  const match = new TailMatch(tailOf(contents), { keyed: true });

  match.see(atSurvivor(contents[0]!, 950, { ours: true }));

  assert.deepEqual([match.classOf(0), match.classOf(1)], ['on-survivor', 'missing']);
});

test('origin headers name the record of the tail, whatever its content has become', () => {
  const match = new TailMatch(tailOf([order('a'), order('a')]), { keyed: false });

  match.see(atSurvivor(order('changed'), 970, { ours: true, originOffset: 951 }));

  assert.deepEqual([match.classOf(0), match.classOf(1)], ['missing', 'on-survivor']);
});

test('a copy in a transaction that has not ended leaves the record undecided', () => {
  const match = new TailMatch(tailOf([order('a'), order('b')]), { keyed: false });

  match.seeUndecided(atSurvivor(order('a'), 950));
  assert.equal(match.pending, 1);

  match.see(atSurvivor(order('a'), 951));
  assert.equal(match.pending, 0);
});

test('a journal is believed only for records that the survivor does not show', () => {
  const match = new TailMatch(tailOf([order('a'), order('b')]), { keyed: false });

  match.see(atSurvivor(order('a'), 990));
  match.trust(950, 10);
  match.trust(951, 11);

  assert.deepEqual([match.survivorOffset(0), match.survivorOffset(1)], [990, 11]);
});

const contents = fc.array(
  fc.record({
    key: fc.constantFrom('k1', 'k2', null),
    value: fc.constantFrom('a', 'b', ''),
    timestamp: fc.nat(3),
  }),
  { maxLength: 12 },
);

test('DIV-7 recovering what is missing, in any number of attempts, leaves each record as often as the tail has it', () => {
  fc.assert(
    fc.property(contents, contents, fc.array(fc.nat(4), { maxLength: 6 }), (tail, others, cuts) => {
      const survivor = others.map((content, i) => atSurvivor(content, 950 + i));
      const before = new Map<string, number>();
      for (const one of survivor) before.set(one.fingerprint, (before.get(one.fingerprint) ?? 0) + 1);

      // Every attempt but the last is killed after a few records.
      for (const budget of [...cuts, Infinity]) {
        const match = new TailMatch(tailOf(tail), { keyed: false });
        for (const record of survivor) match.see(record);
        let left = budget;
        for (let i = 0; i < match.size && left > 0; i += 1) {
          if (match.classOf(i) !== 'missing') continue;
          survivor.push(atSurvivor(tail[i]!, 950 + survivor.length, { ours: true }));
          left -= 1;
        }
      }

      for (const print of new Set(tail.map(printOf))) {
        const inTail = tail.filter((one) => printOf(one) === print).length;
        const now = survivor.filter((one) => one.fingerprint === print).length;
        assert.equal(now, Math.max(inTail, before.get(print) ?? 0));
      }
      const recovered = survivor.filter((one) => one.ours).map((one) => one.fingerprint);
      assert.ok(isSubsequence(recovered, tail.map(printOf)), 'recovered records keep the order of the tail');
    }),
  );
});

test('DIV-11 in a keyed topic, killing and repeating recovers the same records as one run', () => {
  fc.assert(
    fc.property(contents, contents, fc.array(fc.nat(3), { maxLength: 5 }), (tail, others, cuts) => {
      const run = (budgets: readonly number[]): readonly string[] => {
        const survivor = others.map((content, i) => atSurvivor(content, 950 + i));
        for (const budget of budgets) {
          const match = new TailMatch(tailOf(tail), { keyed: true });
          for (const record of survivor) match.see(record);
          const due = tail.flatMap((content, i) =>
            ['missing', 'tombstone'].includes(match.classOf(i)) ? [content] : [],
          );
          for (const content of due.slice(0, budget))
            survivor.push(atSurvivor(content, 950 + survivor.length, { ours: true }));
        }
        return survivor.filter((one) => one.ours).map((one) => one.fingerprint);
      };

      // Equal records make several orders the same; what is compared is what was written.
      assert.deepEqual(run([...cuts, Infinity]), run([Infinity]));
    }),
  );
});

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const one of whole) if (part[at] === one) at += 1;
  return at === part.length;
}
