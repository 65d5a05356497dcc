// What a drill takes from tideover.yaml: the strictest objectives, the lab's shape, the workload.
import type { Deployment } from '../config/core.ts';
import type { Scenario, ScenarioOverrides } from '../scenario/core.ts';

/**
 * A drill has topics of one tier, so the strictest RPO and RTO of all tiers apply to it.
 * A drill that is built to fail keeps its own objectives, and one without a failover has no RPO.
 */
export function overridesOf({ spec }: Deployment, scenario: Scenario): ScenarioOverrides {
  const judges = (metric: 'rpo' | 'rto'): boolean =>
    scenario.expected === 'pass' && scenario.objectives.some((objective) => objective.metric === metric);
  const { lab, workload } = spec;
  return {
    recordsPerSecond: workload.recordsPerSecond,
    recordBytes: workload.recordSize,
    partitions: workload.partitions,
    beforeMs: workload.before,
    afterMs: workload.after,
    clientSettings: workload.clientSettings,
    brokers: lab.brokers,
    kafkaVersion: lab.kafkaVersion,
    security: lab.security,
    latencyMs: lab.latency,
    fenceArmed: scenario.failover ? lab.fenceArmed : undefined,
    rpoMs: judges('rpo') ? Math.min(...spec.objectives.map((objective) => objective.rpo)) : undefined,
    rtoMs: judges('rto') ? Math.min(...spec.objectives.map((objective) => objective.rto)) : undefined,
  };
}
