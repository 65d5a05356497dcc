// JSON Schema of tideover.yaml for editors, generated from the schema that validates (draft 7, which yaml-language-server documents).
import { z } from 'zod';
import { deploymentSchema } from './schema/deployment.ts';

let generated: Readonly<Record<string, unknown>> | undefined;

/** What schema/tideover.schema.json holds. */
export function deploymentJsonSchema(): Readonly<Record<string, unknown>> {
  generated ??= z.toJSONSchema(deploymentSchema, { io: 'input', target: 'draft-7' }) as Readonly<
    Record<string, unknown>
  >;
  return generated;
}
