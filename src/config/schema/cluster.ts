// Schema of sites and of the clusters in them.
import { z } from 'zod';
import { hostPort, name } from './names.ts';

export const SITE_ROLES = ['primary', 'standby', 'witness', 'clients'] as const;

export const site = z
  .strictObject({
    name: name('Name of the region, zone or data centre.'),
    role: z
      .enum(SITE_ROLES)
      .meta({ description: 'What the site is for while nothing is wrong. witness and clients run no broker.' }),
  })
  .meta({ id: 'Site', description: 'A place that fails as a whole.' });

export const cluster = z
  .strictObject({
    name: name('Name of the cluster in plans, events and errors.'),
    site: name('The site the cluster runs in.'),
    bootstrap: z
      .array(hostPort)
      .min(1)
      .meta({ description: 'bootstrap.servers of the listener that applications use.' }),
    adminBootstrap: z.array(hostPort).min(1).optional().meta({
      description:
        'bootstrap.servers of a listener for replication and tools that stays open when applications are fenced. Default: bootstrap.',
    }),
    commandConfig: z.string().min(1).optional().meta({
      description:
        'A client.properties file as the Kafka tools take it with --command-config; a path relative to this file.',
    }),
    properties: z.record(z.string(), z.string()).default({}).meta({
      description:
        'Client properties that take precedence over commandConfig. Secrets as ${env:NAME} or ${file:/path}, never in clear.',
    }),
  })
  .meta({ id: 'Cluster', description: 'A Kafka cluster and how to connect to it.' });
