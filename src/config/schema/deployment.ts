// Schema of tideover.yaml as a whole; the type Deployment is inferred from it.
import { z } from 'zod';
import { cluster, site } from './cluster.ts';
import { lab, workload } from './drill.ts';
import { name } from './names.ts';
import { detection, objective, trafficSwitch } from './policy.ts';
import { flow } from './replication.ts';

export const deploymentSchema = z
  .strictObject({
    apiVersion: z
      .literal('tideover/v1', { error: 'expected tideover/v1' })
      .meta({ description: 'Version of this format.' }),
    kind: z.literal('Deployment', { error: 'expected Deployment' }).meta({ description: 'Kind of the document.' }),
    metadata: z
      .strictObject({ name: name('Name of the deployment.') })
      .meta({ description: 'What the deployment is called.' }),
    spec: z.strictObject({
      sites: z.array(site).min(2).meta({ description: 'Sites, at least two.' }),
      clusters: z.array(cluster).min(1).meta({ description: 'Kafka clusters.' }),
      objectives: z.array(objective).min(1).meta({ description: 'What is promised, by topic tier.' }),
      replication: z.array(flow).default([]).meta({ description: 'What is replicated, by flow.' }),
      switches: z.array(trafficSwitch).default([]).meta({ description: 'How applications are redirected.' }),
      detection: detection.prefault({}),
      lab: lab.default({}),
      workload: workload.default({}),
    }),
  })
  .meta({
    title: 'Tideover deployment',
    description: 'Disaster recovery of Kafka, declared: sites, clusters, objectives, replication, switches.',
  });

/** tideover.yaml after parsing: durations in milliseconds, sizes in bytes, defaults filled in. */
export type Deployment = z.output<typeof deploymentSchema>;
