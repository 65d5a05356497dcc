// A deployment as it may be printed: client and mechanism properties without their secrets.
import { redactProperties } from './redact.ts';
import type { Deployment } from './schema/deployment.ts';

/** A copy in which every properties map went through redactProperties. */
export function redactDeployment(deployment: Deployment): Deployment {
  const { spec } = deployment;
  return {
    ...deployment,
    spec: {
      ...spec,
      clusters: spec.clusters.map((cluster) => ({
        ...cluster,
        properties: { ...redactProperties(cluster.properties) },
      })),
      replication: spec.replication.map((flow) => ({ ...flow, properties: { ...redactProperties(flow.properties) } })),
    },
  };
}
