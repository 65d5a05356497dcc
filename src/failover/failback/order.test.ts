// The order that keeps the tail: nothing is destroyed and nobody moves before the proofs are there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailbackFindings, FailbackRun } from './context.ts';
import { FAILBACK_STEPS } from './steps.ts';

const NOTHING: FailbackFindings = {
  divergences: null,
  manifest: null,
  readBack: false,
  recovered: null,
  recreated: [],
  starts: null,
  mechanism: null,
  proven: [],
  stopProof: null,
  closed: null,
  positions: [],
};
const TOTALS = {
  recovered: 0,
  quarantined: 0,
  alreadyThere: 0,
  skippedAsNewer: 0,
  discarded: 0,
  neverCommitted: 0,
  controls: 0,
};
const PROVEN = { topic: 'orders', partition: 0, from: 0, to: 10, records: 10, equal: true, first: null };

async function refusal(id: string, findings: Partial<FailbackFindings>): Promise<string | null> {
  const step = FAILBACK_STEPS.find((each) => each.id === id);
  assert.ok(step !== undefined);
  return await step.precondition({ findings: { ...NOTHING, ...findings } } as FailbackRun);
}

test('FAILBACK-3: room is made only for a tail that was archived, read back and recovered', async () => {
  const recovered = { archive: 'a', partitions: [], totals: TOTALS };

  assert.match((await refusal('make-room', {})) ?? '', /not archived/);
  assert.match((await refusal('make-room', { readBack: true })) ?? '', /not archived/);
  assert.match((await refusal('make-room', { recovered })) ?? '', /not archived/);
  assert.equal(await refusal('make-room', { readBack: true, recovered }), null);
});

test('FAILBACK-4: nobody is let in before every partition is proven equal with the way back stopped', async () => {
  assert.match((await refusal('drain', {})) ?? '', /not closed/);
  assert.match((await refusal('prove-rest', {})) ?? '', /not proven to have stopped/);
  assert.equal(await refusal('prove-rest', { stopProof: { stopped: true, evidence: [] } }), null);
  assert.match((await refusal('open', {})) ?? '', /not proven equal/);
  assert.match((await refusal('open', { proven: [PROVEN, { ...PROVEN, equal: false }] })) ?? '', /not proven equal/);
  assert.equal(await refusal('open', { proven: [PROVEN] }), null);
});

test('each step of the way back waits for the one before it, and only two of them cannot be taken back before clients move', async () => {
  const ids = FAILBACK_STEPS.map((step) => step.id);
  const run = {
    returning: 'paris',
    surviving: 'london',
    mode: 'recreate',
    groups: [],
    cut: { partitions: [] },
    close: { name: 'lease', doesNotStop: [] },
    opening: { name: 'lease' },
    trafficSwitch: { name: 'zone' },
    archiveDirectory: 'tail',
    findings: NOTHING,
  } as unknown as FailbackRun;
  const plans = await Promise.all(FAILBACK_STEPS.map((step) => step.plan(run)));

  plans.forEach((plan, i) => assert.deepEqual(plan.after, i === 0 ? [] : [ids[i - 1]], plan.id));
  const final = plans.filter((plan) => plan.pointOfNoReturn).map((plan) => plan.id);
  assert.deepEqual(final, ['recover', 'make-room', 'open', 'turn']);
});
