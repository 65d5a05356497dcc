// Divergence on real brokers: the guide's example to the letter, what is below the cut, damage, transactions, keys, and recoveries that are killed.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TideEvent, TopicPartition } from '../../src/base/core.ts';
import { systemClock } from '../../src/base/index.ts';
import type { CutPoint, Divergence, RecoveryPolicy, TailRecord } from '../../src/divergence/core.ts';
import {
  ARCHIVE_JOURNAL,
  type RecoverOptions,
  classifyTail,
  exportTail,
  findDivergence,
  planRecovery,
  readBackTail,
  recoverTail,
} from '../../src/divergence/index.ts';
import type { RawCluster } from '../../src/kafka/core.ts';
import {
  START_MS,
  type PartedSites,
  type Written,
  append,
  endTransaction,
  partedSites,
  readAll,
  refusal,
  run,
  valuesOf,
} from './parted-sites.ts';

const NO_RULES: RecoveryPolicy = { rules: [] };
const QUICK = { produceTimeoutMs: 500 };

describe('divergence on real Kafka', () => {
  const events: TideEvent[] = [];
  const world = { clock: systemClock, emit: (event: TideEvent): void => void events.push(event) };
  let sites: PartedSites;
  let paris: RawCluster;
  let london: RawCluster;

  before(async () => {
    sites = await partedSites();
    ({ paris, london } = sites);
  });

  after(async () => {
    await sites?.close();
  });

  const cutAt = (partitions: readonly TopicPartition[], standbyLogEnd: number): CutPoint => ({
    retired: 'paris',
    surviving: 'london',
    partitions: partitions.map((one) => ({ ...one, standbyLogEnd })),
  });
  const find = (cut: CutPoint, change = {}): Promise<Divergence[]> =>
    findDivergence(paris, london, cut, { world, ...change });
  const newFolder = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'tideover-tail-')), 'archive');
  const archive = async (divergences: readonly Divergence[]): Promise<string> => {
    const directory = await newFolder();
    await exportTail(paris, divergences, directory, { world, surviving: 'london' });
    return directory;
  };
  const recover = (directory: string, policy = NO_RULES, change: Partial<RecoverOptions> = {}) =>
    recoverTail(london, directory, policy, { world, ...QUICK, ...change });

  /** A topic of one partition, its records at paris and at london, and the archive of its tail. */
  const parted = async (
    topic: string,
    common: readonly Written[],
    atParis: readonly Written[],
    atLondon: readonly Written[],
  ): Promise<{ readonly tp: TopicPartition; readonly found: Divergence; readonly directory: string }> => {
    await sites.createTopic(topic, 1);
    const tp = { topic, partition: 0 };
    await append(paris, tp, [...common, ...atParis]);
    await append(london, tp, [...common, ...atLondon]);
    const [found] = await find(cutAt([tp], common.length));
    return { tp, found: found!, directory: await archive([found!]) };
  };

  describe('the guide’s example: 1,000 records at paris, 950 at london, which goes on with 30, 50 and 80', () => {
    const ORDERS = [0, 1, 2].map((partition) => ({ topic: 'orders', partition }));
    const NEW = [30, 50, 80];
    /** Of the 50, a producer had sent these to london once more. */
    const AGAIN = [951, 960, 970, 980, 999];
    let divergences: Divergence[];
    let directory: string;

    before(async () => {
      await sites.createTopic('orders', 3);
      for (const tp of ORDERS) {
        const all = run('order', 0, 1000);
        await append(paris, tp, all);
        await append(london, tp, all.slice(0, 950), { batchRecords: 25 });
        const fresh = run('new', 950, 950 + NEW[tp.partition]! - AGAIN.length);
        const mixed = [...fresh.slice(0, 9), ...AGAIN.map((n) => all[n]!), ...fresh.slice(9)];
        await append(london, tp, mixed, { batchRecords: 7 });
      }
    });

    it('DIV-2 finds the point at 950 in all three, and says how', async () => {
      divergences = await find(cutAt(ORDERS, 950));

      assert.deepEqual(
        divergences.map((one) => [one.point, one.retiredEnd, one.survivingAtCut, one.comparedRecords, one.differing]),
        NEW.map(() => [950, 1000, 950, 950, 0]),
      );
      assert.match(
        divergences[0]!.evidence.join(' '),
        /950 records at offsets 0 to 949 .* are equal.*950 to 999 \(50\)/,
      );
      assert.ok(divergences.every((one) => !one.retiredShorter && one.lostAtRetired === null));
    });

    it('exports 50 records of each as they lie in the log, and keeps them when it is called again', async () => {
      directory = await newFolder();
      const manifest = await exportTail(paris, divergences, directory, { world, surviving: 'london' });

      assert.deepEqual(
        manifest.partitions.map((one) => [one.point, one.end, one.records, one.kinds.data]),
        NEW.map(() => [950, 1000, 50, 50]),
      );
      const lines = (await readFile(join(directory, 'orders-0.index.jsonl'), 'utf8')).trim().split('\n');
      assert.equal(lines.length, 50);
      assert.doesNotMatch(lines.join(''), /order-9|customer/);
      assert.deepEqual(await exportTail(paris, divergences, directory, { world, surviving: 'london' }), manifest);
    });

    it('reads the archive back, and calls the tail destroyable only beside the retired log', async () => {
      const alone = await readBackTail(directory, { world });
      const beside = await readBackTail(directory, { world, retired: paris });

      assert.deepEqual([alone.records, alone.destroyable], [150, false]);
      assert.deepEqual([beside.records, beside.destroyable], [150, true]);
      assert.match(beside.evidence.join(' '), /byte for byte the archived one/);
    });

    it('DIV-4 refuses an archive with one byte altered, in any of its files, and recovers nothing from it', async () => {
      const names = (await readdir(directory)).filter((name) => name !== ARCHIVE_JOURNAL);
      assert.equal(names.length, 7);
      for (const name of names) {
        const copy = await newFolder();
        await cp(directory, copy, { recursive: true });
        const bytes = await readFile(join(copy, name));
        bytes[Math.floor(bytes.length / 2)]! ^= 1;
        await writeFile(join(copy, name), bytes);

        assert.equal((await refusal(readBackTail(copy, { world }))).code, 'TIDE_DIVERGENCE_ARCHIVE', name);
        assert.equal((await refusal(recover(copy))).code, 'TIDE_DIVERGENCE_ARCHIVE', name);
        await rm(join(copy, name));
        assert.equal((await refusal(readBackTail(copy, { world }))).code, 'TIDE_DIVERGENCE_ARCHIVE', name);
      }
    });

    it('classifies 45 as missing and 5 as on the survivor, with their offsets there', async () => {
      const records: TailRecord[] = [];
      const classified = await classifyTail(directory, london, { world, onRecord: (one) => records.push(one) });

      for (const partition of classified.partitions)
        assert.deepEqual([partition.classes.missing, partition.classes['on-survivor']], [45, 5]);
      const there = records.filter((one) => one.partition === 0 && one.is === 'on-survivor');
      assert.deepEqual(
        there.map((one) => [one.offset, one.survivorOffset]),
        AGAIN.map((offset, i) => [offset, 959 + i]),
      );
    });

    it('shows what it will do, then recovers 45 of each: every record once, in order, nothing overwritten', async () => {
      const before = await Promise.all(ORDERS.map((tp) => valuesOf(london, tp)));
      const plan = await planRecovery(london, directory, NO_RULES, { world, ...QUICK });
      assert.match(plan.will[0]!, /^orders-0: append 45 records of its tail at paris \(offsets 950 to 999\) behind/);
      assert.match(plan.will[1]!, /^orders-0: leave 5 records that london already has\.$/);
      assert.deepEqual(await Promise.all(ORDERS.map((tp) => valuesOf(london, tp))), before, 'a plan changes nothing');

      const { totals } = await recover(directory, NO_RULES, { batchRecordsMax: 20 });

      assert.deepEqual([totals.recovered, totals.alreadyThere], [135, 15]);
      const missing = run('order', 950, 1000).filter((_, i) => !AGAIN.includes(950 + i));
      for (const [i, tp] of ORDERS.entries()) {
        const now = await readAll(london, tp);
        assert.deepEqual(
          now.map((one) => one.value!.toString()),
          [...before[i]!, ...missing.map((one) => one.value)],
        );
        const recovered = now.slice(before[i]!.length);
        assert.deepEqual(
          recovered.map((one) => [one.timestamp, one.key?.toString(), one.headers.length]),
          missing.map((one) => [one.timestamp, one.key, 1]),
        );
      }
    });

    it('DIV-7 recovers nothing when it is called again, with its journal and without', async () => {
      const before = await Promise.all(ORDERS.map((tp) => valuesOf(london, tp)));

      const again = await recover(directory);
      await rm(join(directory, ARCHIVE_JOURNAL));
      const withoutJournal = await recover(directory);

      for (const { totals } of [again, withoutJournal])
        assert.deepEqual([totals.recovered, totals.alreadyThere], [0, 150]);
      assert.deepEqual(await Promise.all(ORDERS.map((tp) => valuesOf(london, tp))), before);
    });

    it('DIV-12 calls nothing archived when the retired site is written to', async () => {
      await append(paris, ORDERS[1]!, run('zombie', 1000, 1003));

      const exported = await refusal(exportTail(paris, divergences, await newFolder(), { world, surviving: 'london' }));
      const readBack = await refusal(readBackTail(directory, { world, retired: paris }));

      assert.equal(exported.code, 'TIDE_DIVERGENCE_STILL_WRITTEN');
      assert.equal(readBack.code, 'TIDE_DIVERGENCE_STILL_WRITTEN');
      assert.match(readBack.message, /orders-1 of paris .* ended at 1000, now at 1003/);
      assert.match(
        (await refusal(exportTail(paris, await find(cutAt(ORDERS, 950)), directory, { world, surviving: 'london' })))
          .code,
        /OTHER_TAIL/,
      );
    });
  });

  it('DIV-3 a retired log that is shorter than the copy loses nothing more: no tail, no recovery, the loss named', async () => {
    const common = run('short', 0, 950);
    await sites.createTopic('short', 1);
    const tp = { topic: 'short', partition: 0 };
    await append(paris, tp, common.slice(0, 900));
    await append(london, tp, [...common, ...run('new', 950, 970)]);

    const [found] = await find(cutAt([tp], 950));
    const directory = await archive([found!]);

    assert.deepEqual([found!.point, found!.retiredShorter], [900, true]);
    assert.deepEqual(found!.lostAtRetired, { from: 900, to: 950 });
    assert.equal((await readBackTail(directory, { world, retired: paris })).records, 0);
    assert.equal((await recover(directory)).totals.recovered, 0);
    assert.equal((await valuesOf(london, tp)).length, 970);
  });

  it('DIV-1 a point below the cut is found: an unclean election at paris had replaced copied records', async () => {
    const common = run('unclean', 0, 950);
    await sites.createTopic('unclean', 1);
    const tp = { topic: 'unclean', partition: 0 };
    await append(paris, tp, [...common.slice(0, 937), ...run('other', 937, 990)]);
    await append(london, tp, [...common, ...run('new', 950, 960)]);

    const [found] = await find(cutAt([tp], 950), { firstBlockOffsets: 4, enoughRecords: 100 });

    assert.deepEqual([found!.point, found!.retiredEnd, found!.differing], [937, 990, 13]);
    assert.ok(found!.comparedRecords >= 100 && found!.comparedFrom > 0);
    assert.match(found!.evidence.join(' '), /13 records below offset 950 differ, the lowest at 937/);
    const directory = await archive([found!]);
    assert.equal((await recover(directory)).totals.recovered, 53);
  });

  it('after a shift failback the point is in the retired site’s offsets', async () => {
    await sites.createTopic('shifted', 1);
    const tp = { topic: 'shifted', partition: 0 };
    const common = run('shifted', 0, 100);
    await append(paris, tp, [...common, ...run('tail', 100, 110)]);
    await append(london, tp, [...run('before', 0, 40), ...common, ...run('new', 140, 145)]);

    const [found] = await find({ ...cutAt([], 0), partitions: [{ ...tp, standbyLogEnd: 140, shift: 40 }] });
    const directory = await archive([found!]);

    assert.deepEqual([found!.point, found!.comparedRecords, found!.survivingAtCut], [100, 100, 140]);
    assert.equal((await recover(directory)).totals.recovered, 10);
    assert.equal((await recover(directory)).totals.recovered, 0);
  });

  it('DIV-9 of transactions only what committed is recovered; aborted and unfinished records stay in the archive', async () => {
    await sites.createTopic('ledger', 1);
    const tp = { topic: 'ledger', partition: 0 };
    const common = run('ledger', 0, 20);
    await append(paris, tp, common);
    await append(london, tp, [...common, ...run('new', 20, 22)]);
    const stamp = (producerId: bigint) => ({
      stamp: { producerId, producerEpoch: 0, baseSequence: 0 },
      transactional: true,
    });
    await append(paris, tp, run('committed', 20, 23), stamp(7001n));
    await append(paris, tp, run('aborted', 23, 25), stamp(7002n));
    await append(paris, tp, run('plain', 25, 26));
    await endTransaction(paris, tp, 7001n, true);
    await endTransaction(paris, tp, 7002n, false);
    await append(paris, tp, run('open', 28, 30), stamp(7003n));

    const directory = await archive(await find(cutAt([tp], 20)));
    const proof = await readBackTail(directory, { world, retired: paris });
    const { totals } = await classifyTail(directory, london, { world });
    const outcome = await recover(directory, { rules: [{ classes: ['missing'], action: { do: 'recover' } }] });

    assert.deepEqual(proof.manifest.partitions[0]!.kinds, { data: 4, control: 2, aborted: 2, 'open-transaction': 2 });
    assert.deepEqual([totals.missing, totals.aborted, totals['open-transaction'], totals.control], [4, 2, 2, 2]);
    assert.deepEqual([outcome.totals.recovered, outcome.totals.neverCommitted, outcome.totals.controls], [4, 4, 2]);
    assert.deepEqual((await valuesOf(london, tp)).slice(22), [
      'committed-20',
      'committed-21',
      'committed-22',
      'plain-25',
    ]);
    const refused = await refusal(recover(directory, { rules: [{ classes: ['aborted'], action: { do: 'recover' } }] }));
    assert.equal(refused.code, 'TIDE_DIVERGENCE_POLICY');
  });

  it('a copy in a transaction that is open at the survivor is waited for, and counts once it commits', async () => {
    const tail = run('pending', 10, 13);
    const { tp, directory } = await parted('pending', run('pending', 0, 10), tail, []);
    const stamp = { producerId: 7100n, producerEpoch: 0, baseSequence: 0 };
    await append(london, tp, tail.slice(1, 2), { stamp, transactional: true });

    const open = await refusal(recover(directory));
    await endTransaction(london, tp, 7100n, true);
    const ended = await recover(directory);

    assert.equal(open.code, 'TIDE_DIVERGENCE_PENDING');
    assert.deepEqual([ended.totals.recovered, ended.totals.alreadyThere], [2, 1]);
  });

  it('DIV-10 in a keyed topic conflicts wait, and every rule does what it says', async () => {
    const at = (value: string | null, key: string, second: number): Written => ({
      value,
      key,
      timestamp: START_MS + second * 1000,
    });
    const tail = [at('x1', 'x', 10), at('y1', 'y', 10), at('z1', 'z', 10), at(null, 'w', 10), at('v1', 'v', 10)];
    const there = [at('x2', 'x', 20), at('y0', 'y', 5)];
    const { tp, directory } = await parted('accounts', [at('a', 'a', 0)], tail, there);
    await sites.createAt('london', 'accounts.tail', 2);
    const keyed = { keyedTopics: ['accounts'] };

    const { totals } = await classifyTail(directory, london, { world, ...keyed });
    const undecided = await refusal(recover(directory, NO_RULES, keyed));
    const unwritten = await valuesOf(london, tp);
    const policy: RecoveryPolicy = {
      rules: [
        { classes: ['conflicting'], action: { do: 'quarantine', topic: 'accounts.tail' } },
        { classes: ['tombstone'], action: { do: 'discard', who: 'anna', reason: 'the account is needed' } },
      ],
      originHeaders: true,
    };
    const first = await recover(directory, policy, keyed);
    const second = await recover(directory, policy, keyed);

    assert.deepEqual([totals.superseded, totals.conflicting, totals.missing, totals.tombstone], [1, 1, 2, 1]);
    assert.equal(undecided.code, 'TIDE_DIVERGENCE_UNDECIDED');
    assert.deepEqual(unwritten, ['a', 'x2', 'y0']);
    const { recovered, quarantined, skippedAsNewer, discarded } = first.totals;
    assert.deepEqual([recovered, quarantined, skippedAsNewer, discarded], [2, 1, 1, 1]);
    assert.deepEqual([second.totals.recovered, second.totals.quarantined, second.totals.alreadyThere], [0, 0, 3]);
    assert.deepEqual(await valuesOf(london, tp), ['a', 'x2', 'y0', 'z1', 'v1']);
    const [kept] = await readAll(london, { topic: 'accounts.tail', partition: 0 });
    assert.deepEqual(
      kept!.headers.slice(1).map((one) => `${one.key.toString()}=${one.value?.toString()}`),
      ['site=paris', 'topic=accounts', 'partition=0', 'offset=2'].map((one) => `tideover.origin.${one}`),
    );
  });

  describe('DIV-8 a recovery that dies', () => {
    /** Dies at the n-th Produce: before it is sent, or after the broker has it and before the answer is seen. */
    const dyingAt = (n: number, when: 'before' | 'after'): RawCluster => {
      let produced = 0;
      return {
        ...london,
        produce: async (broker, request, lane) => {
          produced += 1;
          if (produced === n && when === 'before') throw new Error('killed');
          const answer = await london.produce(broker, request, lane);
          if (produced === n) throw new Error('killed');
          return answer;
        },
      };
    };

    for (const [name, originHeaders, journal] of [
      ['kept', false, 'keeps'],
      ['marked', true, 'keeps'],
      ['forgotten', false, 'loses'],
    ] as const)
      it(`writes each record once, in order (${originHeaders ? 'with' : 'without'} origin headers, ${journal} its journal)`, async () => {
        // Equal records in the tail, and one of them at the survivor: content alone does not tell them apart.
        const same = { value: 'same', key: 's', timestamp: START_MS };
        const tail = [same, ...run(name, 11, 14), same, ...run(name, 15, 20), same];
        const { tp, directory } = await parted(`dying-${name}`, run(name, 0, 10), tail, [same]);
        const policy = { rules: [], originHeaders };
        let deaths = 0;

        for (const when of ['before', 'after'] as const)
          for (const n of [1, 2]) {
            const attempt = recoverTail(dyingAt(n, when), directory, policy, { world, ...QUICK, batchRecordsMax: 2 });
            await attempt.catch((error: Error) => {
              assert.equal(error.message, 'killed');
              deaths += 1;
            });
            if (journal === 'loses') await rm(join(directory, ARCHIVE_JOURNAL));
          }
        const last = await recover(directory, policy, { batchRecordsMax: 2 });

        assert.equal(deaths, 4);
        assert.equal(last.totals.recovered + last.totals.alreadyThere, 11);
        const written = (await valuesOf(london, tp)).slice(11);
        assert.deepEqual(
          written,
          tail.slice(1).map((one) => one.value),
        );
        assert.equal((await recover(directory, policy)).totals.recovered, 0);
      });

    it('sends a batch again only when the log does not hold it: a lost answer brings no second copy', async () => {
      const tail = run('lost-answer', 10, 20);
      const { tp, directory } = await parted('lost-answer', run('lost-answer', 0, 10), tail, []);
      let lost = 0;
      const deaf: RawCluster = {
        ...london,
        produce: async (broker, request, lane) => {
          const answer = await london.produce(broker, request, lane);
          lost += 1;
          const [one] = answer.partitions;
          // REQUEST_TIMED_OUT: the append had happened.
          return lost % 2 === 1 ? { ...answer, partitions: [{ ...one!, error: 7, baseOffset: -1 }] } : answer;
        },
      };

      const { totals } = await recoverTail(deaf, directory, NO_RULES, { world, ...QUICK, batchRecordsMax: 3 });

      assert.equal(totals.recovered, 10);
      assert.deepEqual(
        (await valuesOf(london, tp)).slice(10),
        tail.map((one) => one.value),
      );
    });
  });

  it('an encrypted archive shows nothing, opens with its key only, and recovers', async () => {
    const { tp, found } = await parted('secret', run('secret', 0, 10), run('secret', 10, 15), []);
    const directory = await newFolder();
    const [key, other] = [join(directory, '..', 'key'), join(directory, '..', 'other')];
    await writeFile(key, 'ab'.repeat(32));
    await writeFile(other, 'cd'.repeat(32));

    const manifest = await exportTail(paris, [found], directory, { world, surviving: 'london', key: { file: key } });

    for (const name of await readdir(directory))
      assert.doesNotMatch(await readFile(join(directory, name), 'latin1'), /secret-1|customer|ababab/, name);
    assert.equal(manifest.encryption?.algorithm, 'aes-256-gcm');
    assert.equal((await refusal(readBackTail(directory, { world }))).code, 'TIDE_DIVERGENCE_KEY');
    assert.equal((await refusal(readBackTail(directory, { world, key: { file: other } }))).code, 'TIDE_DIVERGENCE_KEY');
    assert.equal((await readBackTail(directory, { world, key: { file: key }, retired: paris })).destroyable, true);
    assert.equal((await recover(directory, NO_RULES, { key: { file: key } })).totals.recovered, 5);
    assert.equal((await valuesOf(london, tp)).length, 15);
  });

  it('DIV-5 a full disk ends the export without a manifest; the next call goes on and keeps what was finished', async (t) => {
    if (!existsSync('/dev/full')) {
      t.skip('/dev/full is not there');
      return;
    }
    await sites.createTopic('disk', 2);
    const tps = [0, 1].map((partition) => ({ topic: 'disk', partition }));
    for (const tp of tps) {
      await append(paris, tp, run('disk', 0, 30));
      await append(london, tp, run('disk', 0, 20));
    }
    const divergences = await find(cutAt(tps, 20));
    const directory = await newFolder();
    const export_ = () => exportTail(paris, divergences, directory, { world, surviving: 'london' });
    await cp(await archive([]), directory, { recursive: true });
    await rm(join(directory, 'manifest.json'));
    symlinkSync('/dev/full', join(directory, 'disk-1.batches.part'));

    const full = await refusal(export_());
    const half = await refusal(readBackTail(directory, { world }));
    const manifest = await export_();

    assert.equal(full.code, 'TIDE_DIVERGENCE_DISK');
    assert.match(full.why, /The disk is full \(ENOSPC\)/);
    assert.equal(half.code, 'TIDE_DIVERGENCE_ARCHIVE');
    assert.match(half.why, /no manifest/);
    assert.equal(manifest.partitions.length, 2);
    const told = events.filter((event) => event.type === 'divergence.archived' && event.data['topic'] === 'disk');
    assert.deepEqual(
      told.map((event) => [event.data['partition'], event.data['kept']]),
      [
        [0, false],
        [0, true],
        [1, false],
      ],
    );
  });
});
