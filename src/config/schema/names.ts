// Schema of names: sites, clusters, flows, tiers, topics, and host:port.
import { z } from 'zod';

/** Letters, digits, dash; short enough for host names, file names and Kafka client ids. */
export function name(description: string): z.ZodType<string, string> {
  return z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/, {
      error: 'expected lower-case letters, digits and dashes, at most 32, not at the ends',
    })
    .meta({ description });
}

/** `host:port`, as in bootstrap.servers; IPv6 in brackets. */
export const hostPort: z.ZodType<string, string> = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9][A-Za-z0-9._-]*):\d{1,5}$/, {
    abort: true,
    error: 'expected host:port, such as broker-1.example.com:9092',
  })
  .refine(
    (text) => {
      const port = Number(text.slice(text.lastIndexOf(':') + 1));
      return port >= 1 && port <= 65_535;
    },
    { error: 'the port must be between 1 and 65535' },
  );

/** Topic or group, or a Java regular expression that names several, as MirrorMaker takes them. */
export const pattern: z.ZodType<string, string> = z.string().min(1).max(512);
