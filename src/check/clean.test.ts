// Undamaged histories are clean: many seeds, every layout.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checkHistory } from './core.ts';
import { type GoodOptions, goodWorld } from './sample/good-history.ts';
import { filesOf } from './sample/world.ts';

const LAYOUTS: readonly Omit<GoodOptions, 'seed'>[] = [
  { layout: 'preserving', fault: 'region-loss', primaryRead: true },
  { layout: 'translating', fault: 'region-loss', primaryRead: true },
  { layout: 'translating', fault: 'region-loss', primaryRead: false },
  { layout: 'preserving', fault: 'none', primaryRead: true },
  { layout: 'translating', fault: 'none', primaryRead: true },
  { layout: 'translating', fault: 'broker-crash', primaryRead: true },
  { layout: 'preserving', fault: 'region-loss', primaryRead: true, failback: 'recreate' },
  { layout: 'preserving', fault: 'region-loss', primaryRead: true, failback: 'shift' },
];

for (const options of LAYOUTS) {
  const { layout, fault, primaryRead, failback } = options;
  test(`CHECK-1: 50 undamaged histories (${layout}, ${fault}, primary ${primaryRead ? 'read' : 'not read'}${failback === undefined ? '' : `, failback by ${failback}`}) hold nothing forbidden`, () => {
    for (let seed = 1; seed <= 50; seed++) {
      const world = goodWorld({ ...options, seed });
      const result = checkHistory(filesOf(world), world.facts);
      const bad = result.anomalies.filter((finding) => finding.allowed === 'forbidden' && finding.count > 0);
      assert.deepEqual(bad, [], `seed ${seed}`);
      assert.equal(result.outcome, primaryRead ? 'pass' : 'unknown', `seed ${seed}: ${result.gaps.join('; ')}`);
    }
  });
}
