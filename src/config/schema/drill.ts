// Schema of what a drill takes from the file: the lab it builds and the workload it runs.
import { z } from 'zod';
import { duration, size } from './units.ts';

export const lab = z
  .strictObject({
    kafkaVersion: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/, { error: 'expected a version such as 4.3.1' })
      .optional()
      .meta({ description: 'Version of Apache Kafka in the lab.' }),
    brokers: z.int().min(1).max(9).optional().meta({ description: 'Brokers in each of the two Kafka sites.' }),
    security: z
      .enum(['plaintext', 'tls', 'sasl-plain', 'sasl-scram', 'sasl-scram-tls'])
      .optional()
      .meta({ description: 'Protocol of the client listeners; anything but plaintext switches the authorizer on.' }),
    latency: duration('One-way latency between the two Kafka sites.').optional(),
    fenceArmed: z
      .boolean()
      .optional()
      .meta({ description: 'Arm the fence on the hosts of the primary: no client listener without a lease.' }),
  })
  .meta({ id: 'Lab', description: 'Local Kafka that drills run on; each key replaces the value of the scenario.' });

export const workload = z
  .strictObject({
    recordsPerSecond: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ description: 'Records per second of all Node producers together.' }),
    recordSize: size('Size of one record.').optional(),
    partitions: z.int().min(1).max(1_000).optional().meta({ description: 'Partitions of the main topic.' }),
    before: duration('Fault-free time before the fault.').optional(),
    after: duration('Time after the recovery of the last client.').optional(),
    clientSettings: z
      .enum(['recommended', 'default'])
      .optional()
      .meta({ description: 'Settings of docs/client-settings.md, or what Kafka ships with.' }),
  })
  .meta({
    id: 'Workload',
    description: 'What the clients of a drill do; each key replaces the value of the scenario.',
  });
