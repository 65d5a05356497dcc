// Step prove-rest: what came since is compared, and both log ends.
import { keyOf } from '../../../base/core.ts';
import type { Step } from '../../../runbook/core.ts';
import { failoverError } from '../../errors.ts';
import type { FailbackRun, ProvenPartition } from '../context.ts';
import { proveEqual, refuseUnequal } from '../prove.ts';

export const proveRestStep: Step<FailbackRun> = {
  id: 'prove-rest',
  plan: ({ returning, surviving }) =>
    Promise.resolve({
      id: 'prove-rest',
      title: `Prove that ${returning} equals ${surviving} to the last record`,
      will: ['compare what came since, and both log ends'],
      loss: [],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: 120_000,
      after: ['drain'],
    }),
  precondition: ({ findings }) =>
    Promise.resolve(findings.stopProof?.stopped === true ? null : 'the way back is not proven to have stopped'),
  probe: () => Promise.resolve(false),
  async act(run) {
    const proven = await proveEqual(run);
    refuseUnequal(run, proven);
    run.findings.proven = proven;
  },
  async verify(run) {
    const { clusters, findings, returning, surviving } = run;
    const partitions = findings.proven.map(({ topic, partition }) => ({ topic, partition }));
    const [here, there] = await Promise.all([
      clusters.returning.logRanges(partitions, 'uncommitted'),
      clusters.surviving.logRanges(partitions, 'uncommitted'),
    ]);
    const ends = new Map(here.map((range) => [keyOf(range), range.end.offset]));
    const shifts = new Map((findings.starts ?? []).map((start) => [keyOf(start), start.shift]));
    const uneven = there.find((range) => ends.get(keyOf(range)) !== range.end.offset + (shifts.get(keyOf(range)) ?? 0));
    if (uneven !== undefined) {
      const fields = { surviving, returning, count: 1, partition: keyOf(uneven), kind: 'log end' };
      const example = `the log ends at ${ends.get(keyOf(uneven))}`;
      throw failoverError('TIDE_FAILOVER_NOT_EQUAL', {
        ...fields,
        from: uneven.end.offset,
        to: uneven.end.offset,
        example,
      });
    }
    return { proven: findings.proven };
  },
  restore({ findings }, evidence) {
    findings.proven = evidence['proven'] as readonly ProvenPartition[];
  },
};
