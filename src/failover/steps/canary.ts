// Step canary: every partition of the flow takes writes, so that no producer meets a leader that cannot; without a trace where offsets are to stay.
import { keyOf } from '../../base/core.ts';
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun } from '../context.ts';
import { failoverError } from '../errors.ts';

const CANARY_MS = 10_000;

/** Log ends after the canary, handed from act to verify within one run. */
const endsOf = new WeakMap<FailoverRun, ReadonlyMap<string, number>>();

/** Partitions that did not take a write, likewise. */
const refusedOf = new WeakMap<FailoverRun, readonly string[]>();

export const canaryStep: Step<FailoverRun> = {
  id: 'canary',
  plan: ({ findings, surviving, probeWrites }) =>
    Promise.resolve({
      id: 'canary',
      title: `Prove that every partition of ${surviving} takes writes`,
      will: [
        probeWrites === undefined
          ? `append one control marker with acks=all to each of ${findings.partitions.length} partitions (no consumer sees it)`
          : `send each of ${findings.partitions.length} partitions a batch that its leader must refuse only after checking leadership and in-sync replicas: nothing is written, offsets stay`,
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
    if (run.probeWrites !== undefined) {
      const refused = await run.probeWrites(run.findings.partitions, CANARY_MS);
      refusedOf.set(run, refused.map(keyOf));
      return;
    }
    const ranges = await run.target.canary(run.findings.partitions, CANARY_MS);
    endsOf.set(run, new Map(ranges.map((range) => [keyOf(range), range.end.offset])));
  },
  verify(run) {
    const { surviving } = run;
    if (run.probeWrites !== undefined) {
      const refused = refusedOf.get(run) ?? [];
      if (refused.length === 0) return Promise.resolve({ partitions: run.findings.partitions.length, written: 0 });
      const detail = refused.slice(0, 5).join(', ');
      throw failoverError('TIDE_FAILOVER_CANARY', { surviving, count: refused.length, detail });
    }
    const ends = endsOf.get(run) ?? new Map<string, number>();
    const behind = (run.findings.cut?.partitions ?? []).filter(
      (one) => (ends.get(keyOf(one)) ?? -1) <= one.standbyLogEnd,
    );
    if (behind.length === 0) return Promise.resolve({ partitions: ends.size });
    const detail = behind.slice(0, 5).map(keyOf).join(', ');
    throw failoverError('TIDE_FAILOVER_CANARY', { surviving, count: behind.length, detail });
  },
};
