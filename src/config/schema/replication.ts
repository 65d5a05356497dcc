// Schema of replication flows: which mechanism carries which topics and groups from one cluster to another.
import { z } from 'zod';
import { name, pattern } from './names.ts';

/** Mechanisms that this version can drive; the folder src/mechanisms holds one driver each. */
export const MECHANISM_NAMES = ['link', 'mirrormaker2'] as const;

export const flow = z
  .strictObject({
    name: name('Name of the flow.'),
    mechanism: z
      .enum(MECHANISM_NAMES)
      .meta({ description: 'What replicates: our own offset-preserving link, or MirrorMaker 2.' }),
    from: name('Source cluster.'),
    to: name('Target cluster.'),
    topics: z.array(pattern).min(1).meta({ description: 'Topics to replicate: names or Java regular expressions.' }),
    groups: z
      .array(pattern)
      .default([])
      .meta({ description: 'Consumer groups whose positions follow: names or Java regular expressions.' }),
    properties: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'Properties handed to the mechanism as they are.' }),
  })
  .meta({ id: 'ReplicationFlow', description: 'One direction of replication.' });
