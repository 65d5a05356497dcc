// The keys that the schema knows at a path; read from the generated JSON Schema, so that a suggestion never names a key that is refused.
import { deploymentJsonSchema } from './json-schema.ts';

interface SchemaNode {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

/** Keys allowed in the object at `path`; empty when there is no object there. */
export function knownKeysAt(path: readonly (string | number)[]): readonly string[] {
  const root = deploymentJsonSchema() as SchemaNode;
  let nodes = alternatives(root, root);
  for (const part of path) {
    const next = nodes.map((node) => (typeof part === 'number' ? node.items : node.properties?.[part]));
    nodes = next.flatMap((node) => (node === undefined ? [] : alternatives(node, root)));
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function alternatives(node: SchemaNode, root: SchemaNode): readonly SchemaNode[] {
  if (node.$ref !== undefined) {
    const target = root.definitions?.[node.$ref.replace('#/definitions/', '')];
    return target === undefined ? [] : alternatives(target, root);
  }
  const inner = [...(node.oneOf ?? []), ...(node.anyOf ?? []), ...(node.allOf ?? [])].flatMap((choice) =>
    alternatives(choice, root),
  );
  return [node, ...inner];
}
