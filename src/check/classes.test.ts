// One hand-made history per class: the checker finds exactly that class.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ANOMALIES, type AnomalyName, checkHistory } from './core.ts';
import { Tiny } from './sample/tiny.ts';

/** Records 0 and 1 crossed before the loss, record 9 was written to the standby after it. */
function moved(): Tiny {
  return new Tiny().acked(0, 100, 0).acked(1, 200, 1).acked(9, 3000, 2);
}

/** Group g read and committed both records at the primary. */
function followed(): Tiny {
  return moved()
    .log('a', [0, 1])
    .log('b', [0, 1, 9])
    .delivered(300, [
      [0, 0],
      [1, 1],
    ])
    .committed(400, 2);
}

const CASES: Readonly<
  Record<AnomalyName, { readonly say: string; readonly history: () => Tiny; readonly also?: readonly AnomalyName[] }>
> = {
  'lost.tail': {
    say: 'the newest acknowledged record is only at the primary',
    history: () => moved().acked(2, 900, 2).log('a', [0, 1, 2]).log('b', [0, 1, 9]),
  },
  'lost.hole': {
    say: 'record 0 is missing, record 1 arrived',
    history: () => moved().log('a', [0, 1]).log('b', [null, 1, 9]),
  },
  'lost.in-cluster': {
    say: 'offset 0 of the primary is empty',
    history: () => moved().log('a', [null, 1]).log('b', [0, 1, 9]),
  },
  'lost.overwritten': {
    say: 'the tail was at the returned primary and is nowhere in the end',
    history: () =>
      moved().acked(2, 900, 2).log('a', [0, 1, 2], 'uncommitted', 'recovered').log('a', [0, 1, 9]).log('b', [0, 1, 9]),
    also: ['lost.tail'],
  },
  'acked.not-written': {
    say: 'record 10 was answered with the offset of record 9 and never written',
    history: () => moved().acked(10, 4000, 2).log('a', [0, 1]).log('b', [0, 1, 9]),
  },
  phantom: {
    say: 'a session that nobody declared wrote',
    history: () =>
      moved()
        .log('a', [0, 1])
        .log('b', [0, 1, 9, ['x', 0, 0]]),
  },
  corrupt: {
    say: 'the hash of record 1 does not agree at the primary',
    history: () => {
      const tiny = moved().log('b', [0, 1, 9]).log('a', [0]);
      tiny
        .file('final-a', { role: 'final-read' })
        .push(['rec', 30_000, 't', 0, 1, 'p', 0, 1, 0, 0, 100, 'uncommitted']);
      return tiny;
    },
  },
  'dup.retry': {
    say: 'record 9 is twice where it was acknowledged',
    history: () => moved().log('a', [0, 1]).log('b', [0, 1, 9, 9]),
  },
  'dup.link': {
    say: 'the standby has record 1 twice below the cut, the primary once',
    history: () =>
      new Tiny()
        .with({
          architecture: 'active-passive-translating',
          cut: [{ topic: 't', partition: 0, standbyLogEnd: 3, primaryHighWatermark: 2 }],
        })
        .acked(0, 100, 0)
        .acked(1, 200, 1)
        .log('a', [0, 1])
        .log('b', [0, 1, 1]),
  },
  'dup.loop': {
    say: 'record 0 came back from the other active site',
    history: () =>
      new Tiny().calm().with({ architecture: 'active-active' }).acked(0, 100, 0).log('a', [0, 0]).log('b', [0]),
  },
  'dup.replay': {
    say: 'a replay wrote record 1 again after the cut',
    history: () => moved().log('a', [0, 1]).log('b', [0, 1, 9, 1]),
  },
  'dup.failback': {
    say: 'the way back wrote record 1 to the old primary again',
    history: () => moved().log('a', [0, 1, null, 1]).log('b', [0, 1, 9]),
  },
  'dup.recovered': {
    say: 'record 2 stayed in the tail of a, and came back with the history of b behind it',
    history: () =>
      moved()
        .acked(2, 900, 2)
        .wayBack('shift', 1, 2, 4)
        .log('a', [0, 1, 2], 'uncommitted', 'recovered')
        .log('b', [0, 1, 9, 2])
        .log('a', [0, 1, 2, 9, 2]),
    also: ['lost.tail', 'reorder.recovered'],
  },
  'dup.switch': {
    say: 'record 1 crossed, its answer was lost, the client sent it again',
    history: () => {
      const tiny = new Tiny().acked(0, 100, 0).sent(1, 990);
      tiny.producer().push(['ok', 3000, 0, 1, 2]);
      return tiny.log('a', [0, 1]).log('b', [0, 1, 1]);
    },
  },
  reorder: {
    say: 'the standby has records 0 and 1 the other way round',
    history: () => moved().with({ architecture: 'active-passive-translating' }).log('a', [0, 1]).log('b', [1, 0, 9]),
  },
  'reorder.switch': {
    say: 'record 3 waited since before the redirection and was sent behind record 9',
    history: () => {
      const tiny = moved().sent(3, 1500);
      tiny.producer().push(['ok', 3100, 0, 3, 3]);
      return tiny.log('a', [0, 1]).log('b', [0, 1, 9, 3]);
    },
  },
  'reorder.recovered': {
    say: 'record 2 was recovered from the tail behind record 9, and a was made anew from b',
    history: () =>
      moved()
        .acked(2, 900, 2)
        .wayBack('recreate', 0, 0, 4)
        .log('a', [0, 1, 2], 'uncommitted', 'recovered')
        .log('b', [0, 1, 9, 2])
        .log('a', [0, 1, 9, 2]),
    also: ['lost.tail'],
  },
  diverged: {
    say: 'offset 1 holds record 1 at one site and record 2 at the other',
    history: () => moved().sent(2, 210).log('a', [0, 1]).log('b', [0, 2, 9]),
    also: ['lost.tail', 'ambiguous'],
  },
  'translation.bad': {
    say: 'the position 2 lies behind record 1, which was read and not committed',
    history: () =>
      moved()
        .log('a', [0, 1])
        .log('b', [0, 1, 9])
        .delivered(300, [[0, 0]])
        .committed(350, 1)
        .delivered(400, [[1, 1]])
        .promoted(2)
        .delivered(3100, [[9, 2]]),
  },
  skipped: {
    say: 'the position 2 lies behind record 1, which nobody was handed',
    history: () =>
      moved()
        .log('a', [0, 1])
        .log('b', [0, 1, 9])
        .delivered(300, [[0, 0]])
        .committed(350, 1)
        .promoted(2)
        .delivered(3100, [[9, 2]]),
  },
  'redelivered.uncommitted': {
    say: 'record 1 was processed, not committed, and delivered again at the standby',
    history: () =>
      moved()
        .log('a', [0, 1])
        .log('b', [0, 1, 9])
        .delivered(300, [[0, 0]])
        .committed(350, 1)
        .delivered(400, [[1, 1]])
        .promoted(1)
        .delivered(3100, [
          [1, 1],
          [9, 2],
        ]),
  },
  'redelivered.committed': {
    say: 'record 1 was committed, and an older position made the group read it again',
    history: () =>
      followed()
        .promoted(1)
        .delivered(3100, [
          [1, 1],
          [9, 2],
        ]),
  },
  rewound: {
    say: 'the group had position 2 and started at 0',
    history: () =>
      followed()
        .promoted(2)
        .delivered(3100, [
          [0, 0],
          [1, 1],
          [9, 2],
        ]),
    also: ['redelivered.committed'],
  },
  'commit.regression': {
    say: 'the group committed 3 at the standby, in the end it is 1',
    history: () => {
      const tiny = followed()
        .promoted(2)
        .delivered(3100, [[9, 2]])
        .committed(3200, 3);
      tiny.file('final-b', { role: 'final-read' }).push(['group', 30_000, 'g', 't', 0, 1, -1]);
      return tiny;
    },
  },
  'commit.epoch-ahead': {
    say: 'the position carries leader epoch 2',
    history: () =>
      followed()
        .promoted(2, 2)
        .delivered(3100, [[9, 2]]),
  },
  'dual.write': {
    say: 'a producer bound to the old primary got an answer after the promotion',
    history: () => {
      const tiny = moved();
      tiny.producer('s', { pointedAt: 'a' }).push(['invoke', 5000, 0, 0, 5000, 100, 'h'], ['ok', 5005, 0, 0, 2]);
      return tiny.log('a', [0, 1, ['s', 0, 0]]).log('b', [0, 1, 9]);
    },
  },
  'dual.processing': {
    say: 'one member reads on at the old primary what another reads at the standby',
    history: () => {
      const tiny = moved()
        .log('a', [0, 1])
        .log('b', [0, 1, 9])
        .delivered(300, [[0, 0]])
        .committed(350, 1)
        .promoted(1)
        .delivered(3100, [
          [1, 1],
          [9, 2],
        ]);
      tiny.member('z', { pointedAt: 'a' }).push(['deliver', 3000, 't', 0, 1, 'p', 0, 1, 1]);
      return tiny;
    },
    also: ['redelivered.uncommitted'],
  },
  'aborted.visible': {
    say: 'record 1 was aborted and read_committed shows it',
    history: () => {
      const tiny = new Tiny().calm().acked(0, 100, 0).acked(1, 200, 1);
      tiny.producer().push(['txn', 210, 'abort', 'x1', [[0, 1]]]);
      return tiny.log('a', [0, 1]).log('a', [0, 1], 'committed');
    },
  },
  'torn.txn': {
    say: 'of a committed transaction one record is visible and one is not',
    history: () => {
      const tiny = new Tiny().calm().acked(0, 100, 0).acked(1, 200, 1);
      tiny.producer().push([
        'txn',
        210,
        'commit',
        'x1',
        [
          [0, 0],
          [0, 1],
        ],
      ]);
      return tiny.log('a', [0, 1]).log('a', [0, null], 'committed');
    },
  },
  'txn.hanging': {
    say: 'the last stable offset stays at 1 although the log goes on to 2',
    history: () => {
      const tiny = new Tiny().calm().acked(0, 100, 0).acked(1, 200, 1);
      tiny.producer().push(['txn', 190, 'begin', 'x1', []]);
      return tiny.log('a', [0, 1]).log('a', [0], 'committed');
    },
  },
  stuck: {
    say: 'record 9 waits at the standby, the group reads nothing',
    history: () => followed().promoted(2),
  },
  ambiguous: {
    say: 'record 2 was never answered',
    history: () => moved().sent(2, 950).log('a', [0, 1]).log('b', [0, 1, 9]),
  },
};

for (const [name, { say, history, also }] of Object.entries(CASES)) {
  test(`CHECK-3: ${name}: ${say}`, () => {
    const tiny = history();

    const result = checkHistory(tiny.files, tiny.facts);

    const found = result.anomalies.filter((finding) => finding.count > 0).map((finding) => finding.name);
    assert.deepEqual(
      found.filter((each) => also?.includes(each) !== true),
      [name],
    );
    for (const each of also ?? []) assert.ok(found.includes(each), `${each} follows from it`);
  });
}

test('CHECK-3: every class has a hand-made history', () => {
  assert.deepEqual(Object.keys(CASES).toSorted(), ANOMALIES.map(({ name }) => name).toSorted());
});

for (const [committedAt, verdict] of [
  [-4100, 'rewound'],
  [900, undefined],
] as const) {
  test(`CHECK-3: no position at the standby, first commit ${1000 - committedAt} ms before the loss: ${verdict ?? 'lag'}`, () => {
    const tiny = moved().log('a', [0, 1]).log('b', [0, 1, 9]);
    tiny.member().push(['assign', 40, [['t', 0, 0]]]);
    tiny.committed(committedAt, 2).promoted(null);
    tiny.member().push(['assign', 3050, [['t', 0, 0]]]);
    tiny.delivered(3100, [
      [0, 0],
      [1, 1],
      [9, 2],
    ]);

    const result = checkHistory(tiny.files, tiny.facts);

    const rewound = result.anomalies.find((finding) => finding.name === 'rewound');
    assert.equal(rewound?.count, verdict === undefined ? 0 : 1);
  });
}
