// Step canary: one control marker through every partition of the flow, so that no producer meets a leader that cannot write.
import { keyOf } from '../../base/core.ts';
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun } from '../context.ts';
import { failoverError } from '../errors.ts';

const CANARY_MS = 10_000;

/** Log ends after the canary, handed from act to verify within one run. */
const endsOf = new WeakMap<FailoverRun, ReadonlyMap<string, number>>();

export const canaryStep: Step<FailoverRun> = {
  id: 'canary',
  plan: ({ findings, surviving }) =>
    Promise.resolve({
      id: 'canary',
      title: `Prove that every partition of ${surviving} takes writes`,
      will: [
        `append one control marker with acks=all to each of ${findings.partitions.length} partitions (no consumer sees it)`,
      ],
      loss: [],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: CANARY_MS + 2000,
      // After the cut, whose log ends must not hold our own markers.
      after: ['record-cut'],
    }),
  precondition: ({ findings }) => Promise.resolve(findings.cut === null ? 'the cut is not recorded' : null),
  probe: () => Promise.resolve(false),
  async act(run) {
    const ranges = await run.target.canary(run.findings.partitions, CANARY_MS);
    endsOf.set(run, new Map(ranges.map((range) => [keyOf(range), range.end.offset])));
  },
  verify(run) {
    const ends = endsOf.get(run) ?? new Map<string, number>();
    const behind = (run.findings.cut?.partitions ?? []).filter(
      (one) => (ends.get(keyOf(one)) ?? -1) <= one.standbyLogEnd,
    );
    if (behind.length === 0) return Promise.resolve({ partitions: ends.size });
    const detail = behind.slice(0, 5).map(keyOf).join(', ');
    throw failoverError('TIDE_FAILOVER_CANARY', { surviving: run.surviving, count: behind.length, detail });
  },
};
